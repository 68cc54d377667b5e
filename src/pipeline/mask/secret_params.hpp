// SPDX-License-Identifier: Apache-2.0
// Secret values of parameters in URLs and forms.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/json.hpp"

namespace gor {

/// Parsers disagree about where parameters begin and end (';', '&' in a path, '?' twice); this finds what any of them
/// would find. Names are percent-decoded; NAME[...] counts as NAME. Any thread.
class SecretParams {
 public:
  enum class Text {
    target,  ///< of a request: a '#' has no meaning
    url,
    form,  ///< application/x-www-form-urlencoded
  };

  SecretParams(std::vector<std::string> names, std::vector<http::JsonPath> paths)
      : names_(std::move(names)), paths_(std::move(paths)) {}

  /// The values of the named parameters, also inside other values, and values that contain JSON with a value at one of
  /// the paths. From front to back; no two overlap; none is empty.
  std::vector<std::string_view> find(std::string_view text, Text kind) const { return find(text, kind, 0); }

  /// Whether `name` is among the names.
  bool has(std::string_view name) const;

 private:
  std::vector<std::string_view> find(std::string_view text, Text kind, int level) const;
  bool is_hidden_in(std::string_view value, int level) const;
  bool is_json_with_secret(std::string_view value) const;

  const std::vector<std::string> names_;
  const std::vector<http::JsonPath> paths_;
};

}  // namespace gor
