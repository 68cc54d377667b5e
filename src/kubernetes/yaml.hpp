// SPDX-License-Identifier: Apache-2.0
// A YAML document, read with libyaml.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct yaml_document_s;
struct yaml_node_s;

namespace gor::kubernetes {

/// A place in a document, which must outlive it; false if the document has no such place.
class YamlNode {
 public:
  YamlNode() = default;
  YamlNode(yaml_document_s* document, yaml_node_s* node) : document_(document), node_(node) {}

  explicit operator bool() const noexcept { return node_ != nullptr; }
  /// The value with that name in a mapping.
  YamlNode operator[](std::string_view name) const;
  /// The entries of a sequence.
  std::vector<YamlNode> items() const;
  /// A scalar; "" for anything else.
  std::string text() const;

 private:
  yaml_document_s* document_ = nullptr;
  yaml_node_s* node_ = nullptr;
};

class YamlDocument {
 public:
  /// Reads the first document. Throws std::runtime_error: "line 3: did not find expected key".
  explicit YamlDocument(std::string_view text);

  YamlNode root() const;

 private:
  struct Deleter {
    void operator()(yaml_document_s* document) const noexcept;
  };
  std::unique_ptr<yaml_document_s, Deleter> document_;
};

}  // namespace gor::kubernetes
