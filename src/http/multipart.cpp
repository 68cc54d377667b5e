// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include <algorithm>
#include <cstddef>

#include "http/head.hpp"

namespace gor::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// The offset of the first line that begins with the delimiter; npos if none does. `at` is the offset of a line.
std::size_t find_line(std::string_view body, std::string_view delimiter, std::size_t at) {
  while ((at = body.find(delimiter, at)) != body.npos) {
    if (at == 0 || body[at - 1] == '\n') return at;
    ++at;
  }
  return at;
}

bool is_boundary(std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  return !text.empty() && !text.ends_with(' ') && std::none_of(text.begin(), text.end(), is_control);
}

/// Removes a quoted string, or everything up to the next ';', from the front.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const std::string_view value = rest.substr(0, rest.find(';'));
    rest.remove_prefix(value.size());
    return std::string(trim(value));
  }
  std::string text;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return text;
    }
    if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
    text += rest[at];
  }
  return std::nullopt;
}

}  // namespace

bool is_multipart(std::string_view content_type) noexcept {
  return starts_ignoring_case(content_type, "multipart/");
}

std::optional<std::vector<Part>> parts_of(std::string_view content_type, std::string_view body) {
  const auto boundary = field_parameter(content_type, "boundary");
  if (!boundary || !is_boundary(*boundary)) return std::nullopt;
  const std::string delimiter = "--" + *boundary;
  std::vector<Part> parts;
  std::size_t at = find_line(body, delimiter, 0);
  if (at == body.npos || body.substr(0, at).find_first_not_of(kLineEnd) != body.npos) return std::nullopt;
  while (true) {
    const std::size_t line_end = std::min(body.find('\n', at), body.size() - 1) + 1;
    const std::string_view behind = trim(first_line(body.substr(at)).substr(delimiter.size()));
    if (behind == "--") {
      if (body.substr(line_end).find_first_not_of(kLineEnd) != body.npos) return std::nullopt;
      return parts;
    }
    const std::size_t next = find_line(body, delimiter, line_end);
    if (!behind.empty() || next == body.npos) return std::nullopt;
    const std::string_view part = body.substr(at, next - at);
    const std::size_t head_end = find_head_end(part);
    if (head_end == part.npos) return std::nullopt;
    parts.push_back({part.substr(0, head_end), without_line_end(part.substr(head_end))});
    at = next;
  }
}

std::optional<std::string> field_parameter(std::string_view value, std::string_view name) {
  std::optional<std::string> found;
  value.remove_prefix(std::min(value.find(';'), value.size()));
  while (!value.empty()) {
    value.remove_prefix(1);
    const std::string_view one = trim(value.substr(0, value.find_first_of(";=")));
    value.remove_prefix(std::min(value.find_first_of(";="), value.size()));
    if (!value.starts_with('=')) continue;
    value.remove_prefix(1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    const auto text = take_value(value);
    if (!text) return std::nullopt;
    value.remove_prefix(std::min(value.find(';'), value.size()));
    if (!equals_ignoring_case(one, name)) continue;
    if (found) return std::nullopt;
    found = text;
  }
  return found;
}

}  // namespace gor::http
