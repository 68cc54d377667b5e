// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "http/head.hpp"
#include "tools/file/formats.hpp"
#include "tools/file/http_text.hpp"

namespace gor::tools {
namespace {

bool is_plain(unsigned char c) {
  return c >= ' ' && c < 0x7f;
}

/// A word of a shell; bash's $'...' where it has other bytes than visible ASCII.
std::string shell_quoted(std::string_view bytes) {
  const bool needs_escapes = !std::all_of(bytes.begin(), bytes.end(), is_plain);
  std::string word = needs_escapes ? "$'" : "'";
  for (const char c : bytes) {
    if (!needs_escapes) {
      word += c == '\'' ? "'\\''" : std::string(1, c);
    } else if (c == '\'' || c == '\\') {
      word += {'\\', c};
    } else if (is_plain(static_cast<unsigned char>(c))) {
      word += c;
    } else {
      word += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return word + '\'';
}

/// A command that prints the bytes, zero among them, which no word can have.
std::string printf_command(std::string_view bytes) {
  std::string format;
  for (const char c : bytes) {
    if (is_plain(static_cast<unsigned char>(c)) && std::string_view("'\\%").find(c) == std::string_view::npos) {
      format += c;
    } else {
      format += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return fmt::format("printf '{}'", format);
}

}  // namespace

std::string curl_command(const Message& request) {
  static constexpr std::array<std::string_view, 2> kCurlsOwn{"Content-Length", "Host"};
  const HttpText text(request.payload);
  const auto line = http::parse_request_line(text.start_line);
  if (!line) return fmt::format("# {} is no HTTP request\n", request.id.view());
  const bool has_zero = text.body.find('\0') != std::string_view::npos;
  std::string command = has_zero ? printf_command(text.body) + " | curl" : "curl";
  if (line->method == "HEAD") {
    command += " --head";
  } else if (line->method != "GET" || !text.body.empty()) {
    command += " -X " + shell_quoted(line->method);
  }
  command += " --path-as-is " + shell_quoted(url_of(text));
  for (const auto& [name, value] : text.headers) {
    if (http::has_name(kCurlsOwn, name)) continue;
    // Without a value curl would leave the header out.
    command += " -H " + shell_quoted(value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  }
  if (has_zero) return command + " --data-binary @-\n";
  if (!text.body.empty()) {
    // A '@' at the beginning would name a file.
    command += (text.body.starts_with('@') ? " --data-raw " : " --data-binary ") + shell_quoted(text.body);
  }
  return command + '\n';
}

}  // namespace gor::tools
