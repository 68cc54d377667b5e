// SPDX-License-Identifier: Apache-2.0
// Values at paths in a JSON text (RFC 8259), located in place: no tree is built, and nothing else is rewritten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::http {

/// "$.user.email", "items[*].card", "items[0]", "$..password" (at any depth), "a.*" (every member). The leading "$." is
/// optional.
class JsonPath {
 public:
  /// Empty if the text is not such a path.
  static std::optional<JsonPath> parse(std::string_view text);

  /// The last member that it names; empty if it names none.
  std::string_view last_name() const noexcept;

 private:
  friend class JsonScanner;
  struct Step {
    enum class Kind : std::uint8_t { name, index, any };
    Kind kind = Kind::name;
    bool deep = false;  // any number of levels may come before it
    std::string name;
    std::size_t index = 0;
  };
  static constexpr std::size_t kMostSteps = 60;
  std::vector<Step> steps_;
};

/// A number, or a string without its quotes and with its escapes.
struct JsonValue {
  std::string_view text;
  bool is_string;
};

/// The strings and numbers at the paths, and below them, in order. The input is one JSON text, or several in sequence
/// (NDJSON, RFC 7464); a byte order mark may come first. Empty if it is not JSON, or is nested more than 200 levels
/// deep.
std::optional<std::vector<JsonValue>> find_json_values(std::string_view text, const std::vector<JsonPath>& paths);

/// Whether it begins like an object or an array, in any Unicode encoding and whatever its media type.
bool may_be_json(std::string_view text) noexcept;

/// The characters of a string, with its escapes decoded.
std::string without_escapes(std::string_view text);

}  // namespace gor::http
