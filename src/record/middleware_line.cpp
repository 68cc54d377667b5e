// SPDX-License-Identifier: Apache-2.0
#include "record/middleware_line.hpp"

#include "base/hex.hpp"
#include "record/codec.hpp"

namespace gor {
namespace {

/// The offset of the digits of the line feed after the metadata.
std::size_t find_line_feed(std::string_view digits) {
  for (std::size_t at = 0; at + 2 <= digits.size(); at += 2) {
    if (digits[at] == '0' && (digits[at + 1] | 0x20) == 'a') return at;
  }
  return std::string_view::npos;
}

}  // namespace

void append_middleware_line(std::string& to, const Message& message) {
  std::string metadata;
  append_metadata(metadata, message);
  append_hex(to, metadata);
  append_hex(to, message.payload.view());
  to += '\n';
}

bool parse_middleware_line(std::string_view line, Message& message) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t line_feed = find_line_feed(line);
  if (line_feed == std::string_view::npos) return false;
  std::string metadata(line_feed / 2, '\0');
  if (!read_hex(line.substr(0, line_feed), metadata.data()) || !parse_metadata(metadata, message)) return false;
  const std::string_view digits = line.substr(line_feed + 2);
  PayloadBuilder payload;
  if (!read_hex(digits, payload.extend(digits.size() / 2))) return false;
  message.payload = payload.finish();
  return true;
}

}  // namespace gor
