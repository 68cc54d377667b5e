// SPDX-License-Identifier: Apache-2.0
// Values at paths in a JSON text (RFC 8259), found where they stand: nothing is parsed into a tree or written anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::http {

/// "$.user.email", "items[*].card", "items[0]", "$..password" (at any depth), "a.*" (every member). The leading "$."
/// may be missing.
class JsonPath {
 public:
  /// Nothing for what is no such path.
  static std::optional<JsonPath> parse(std::string_view text);

  /// The last member that it names; empty if it names none.
  std::string_view last_name() const noexcept;

 private:
  friend class JsonScanner;
  struct Step {
    enum class Kind : std::uint8_t { name, index, any };
    Kind kind = Kind::name;
    bool deep = false;  // any number of levels may lie before it
    std::string name;
    std::size_t index = 0;
  };
  static constexpr std::size_t kMostSteps = 60;
  std::vector<Step> steps_;
};

/// A string, without its quotes and with its escapes, or a number.
struct JsonValue {
  std::string_view text;
  bool is_string;
};

/// The strings and numbers at the paths, and below them, in order. The text is one JSON text or several, one after the
/// other (NDJSON, RFC 7464); a byte order mark may come first. Empty if the text is not JSON, or is nested deeper than
/// 200 levels.
std::optional<std::vector<JsonValue>> find_json_values(std::string_view text, const std::vector<JsonPath>& paths);

/// Whether it begins as an object or an array, in any Unicode encoding and whatever its type says.
bool may_be_json(std::string_view text) noexcept;

/// A string's text with its escapes undone.
std::string without_escapes(std::string_view text);

}  // namespace gor::http
