// SPDX-License-Identifier: Apache-2.0
// Access logs: the combined and the common format of nginx and Apache.

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_text.hpp"
#include "http/head.hpp"
#include "tools/file/formats.hpp"
#include "tools/file/http_text.hpp"

namespace gor::tools {
namespace {

/// What stands between quotes, with \", \\ and \x22 undone; nothing if there are none.
std::optional<std::string> take_quoted(std::string_view& rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (!rest.starts_with('"')) return std::nullopt;
  std::string text;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return text;
    }
    const bool is_hex = rest[i] == '\\' && i + 3 < rest.size() && rest[i + 1] == 'x' && hex_digit(rest[i + 2]) >= 0 &&
                        hex_digit(rest[i + 3]) >= 0;
    if (is_hex) {
      text += static_cast<char>(hex_digit(rest[i + 2]) * 16 + hex_digit(rest[i + 3]));
      i += 3;
    } else if (rest[i] == '\\' && i + 1 < rest.size()) {
      text += rest[++i];
    } else {
      text += rest[i];
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Message> from_access_log(std::string_view line, std::string_view host, std::uint64_t number) {
  const std::string_view client = take_part(line, ' ');
  take_part(line, '[');
  const auto time = parse_log_time(take_part(line, ']'));
  const auto start_line = take_quoted(line);
  if (!time || !start_line || !http::parse_request_line(*start_line)) return std::nullopt;
  while (line.starts_with(' ')) line.remove_prefix(1);
  take_part(line, ' ');  // status
  take_part(line, ' ');  // bytes
  const auto referer = take_quoted(line);
  const auto agent = take_quoted(line);

  HttpBuilder head(*start_line);
  head.add_header("Host", host);
  if (agent && *agent != "-") head.add_header("User-Agent", *agent);
  if (referer && *referer != "-") head.add_header("Referer", *referer);
  Message message;
  message.id = MessageId(fmt::format("{:016x}{:08x}", std::hash<std::string_view>{}(client), number));
  message.timestamp = *time;
  message.latency = std::chrono::nanoseconds(0);
  message.payload = head.finish("", false);
  return message;
}

}  // namespace gor::tools
