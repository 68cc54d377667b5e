// SPDX-License-Identifier: Apache-2.0
// The texts of an XML document, as S3 answers in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::s3 {

struct XmlText {
  std::string path;  ///< the names of its elements, from the root's children on: "Contents/Key"
  std::string text;
};

/// The texts of all elements without children, in order. Namespaces are ignored. Empty if the document is not well
/// formed, or nests deeper than any answer of S3.
std::optional<std::vector<XmlText>> read_xml(std::string_view document);

/// The text at that path, or "".
std::string text_at(const std::vector<XmlText>& texts, std::string_view path);

/// The text, escaped for an element.
std::string xml_escaped(std::string_view text);

}  // namespace gor::s3
