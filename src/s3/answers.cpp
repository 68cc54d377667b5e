// SPDX-License-Identifier: Apache-2.0
#include "s3/answers.hpp"

#include <charconv>

#include "base/percent.hpp"
#include "s3/xml.hpp"

namespace gor::s3 {
namespace {

/// In lists of encoding-type=url, a space is a plus sign.
std::string decoded_key(std::string text) {
  for (char& character : text) character = character == '+' ? ' ' : character;
  return percent_decoded(text);
}

}  // namespace

std::optional<ObjectList> read_object_list(std::string_view document) {
  const auto texts = read_xml(document);
  if (!texts) return {};
  ObjectList list;
  const bool is_encoded = text_at(*texts, "EncodingType") == "url";
  for (const auto& [path, text] : *texts) {
    if (path == "Contents/Key") list.objects.push_back({is_encoded ? decoded_key(text) : text, 0});
    if (path == "Contents/Size" && !list.objects.empty()) {
      std::from_chars(text.data(), text.data() + text.size(), list.objects.back().size);
    }
    if (path == "NextContinuationToken") list.continuation = text;
  }
  return list;
}

std::string read_upload_id(std::string_view document) {
  const auto texts = read_xml(document);
  return texts ? text_at(*texts, "UploadId") : "";
}

std::vector<std::string> read_uploads_of(std::string_view document, std::string_view key) {
  std::vector<std::string> ids;
  bool is_of_key = false;
  for (const auto& [path, text] : read_xml(document).value_or(std::vector<XmlText>())) {
    if (path == "Upload/Key") is_of_key = text == key;
    if (path == "Upload/UploadId" && is_of_key) ids.push_back(text);
  }
  return ids;
}

ErrorAnswer read_error(std::string_view document) {
  const auto texts = read_xml(document);
  if (!texts) return {};
  return {text_at(*texts, "Code"), text_at(*texts, "Message")};
}

}  // namespace gor::s3
