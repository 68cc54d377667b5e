// SPDX-License-Identifier: Apache-2.0
// Converts a request to a curl command, for bash, that sends the same bytes.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "format/formats.hpp"
#include "http/chunks.hpp"
#include "http/head.hpp"

namespace gor::format {
namespace {

// Linux limits an argument to 128 KB. printf is a builtin of bash, without that limit.
constexpr std::size_t kLongestWord = std::size_t{100} * 1024;
// Some versions of curl send Expect: 100-continue with bodies of that size.
constexpr std::size_t kLeastExpectation = 1024;

bool is_plain(unsigned char c) {
  return c >= ' ' && c < 0x7f;
}

/// A shell word; bash's $'...' if it has bytes other than visible ASCII.
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

/// A command that prints the bytes, including zeros, which a word cannot contain.
std::string printf_command(std::string_view bytes) {
  std::string format;
  for (const char c : bytes) {
    const bool is_option = format.empty() && c == '-';
    if (!is_option && is_plain(static_cast<unsigned char>(c)) &&
        std::string_view("'\\%").find(c) == std::string_view::npos) {
      format += c;
    } else {
      format += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return fmt::format("printf '{}'", format);
}

/// Whether curl sends that target unchanged when it is part of a URL.
bool is_plain_target(std::string_view target) {
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return is_alphanumeric(c) || std::string_view("-._~:/?@!$&'()*+,;=%[]{}").find(c) != std::string_view::npos;
         });
}

/// Whether it can be the authority of a URL.
bool is_plain_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

bool is_chunked(std::string_view head) {
  const auto coding = http::find_field(head, "Transfer-Encoding");
  return coding && http::ends_in_chunked(coding->value);
}

/// The body without chunk framing, which curl adds itself; empty if the chunks are damaged.
std::optional<std::string> body_of(std::string_view head, std::string_view body) {
  if (!is_chunked(head)) return std::string(http::find_field(head, "Content-Length") ? body : "");
  http::Chunks chunks(body);
  std::string data;
  while (const auto chunk = chunks.next()) data += *chunk;
  return chunks.is_complete() ? std::optional(data) : std::nullopt;
}

class CurlCommand {
 public:
  explicit CurlCommand(std::string_view request) {
    const std::size_t head_end = http::find_head_end(request);
    if (head_end == std::string_view::npos) return;
    head_ = request.substr(0, head_end);
    line_ = http::parse_request_line(http::first_line(head_));
    body_ = body_of(head_, request.substr(head_end));
  }

  /// Empty if curl cannot send the request.
  std::string text() {
    if (!line_ || !body_) return {};
    const bool is_piped = body_->find('\0') != std::string::npos || body_->starts_with('@') ||
                          body_->starts_with('-') || body_->size() > kLongestWord;
    command_ = is_piped ? printf_command(*body_) + " | curl" : "curl";
    add_method();
    add_url();
    if (!add_headers()) return {};
    if (is_piped) {
      command_ += " --data-binary @-";
    } else if (has_body()) {
      command_ += " --data-binary " + shell_quoted(*body_);
    }
    return command_ + '\n';
  }

 private:
  /// Includes an empty chunked body.
  bool has_body() const { return !body_->empty() || is_chunked(head_); }

  void add_method() {
    if (line_->version == "HTTP/1.0") command_ += " --http1.0";
    if (line_->method == "HEAD" && !has_body()) {
      command_ += " --head";
    } else if (line_->method != "GET" || has_body()) {
      command_ += " -X " + shell_quoted(line_->method);
    }
  }

  void add_url() {
    const auto host = http::find_field(head_, "Host");
    host_ = host && is_plain_host(host->value) ? host->value : "localhost";
    const std::string_view target = line_->target;
    const bool is_plain = is_plain_target(target);
    command_ += fmt::format(" --globoff --path-as-is {}",
                            shell_quoted(fmt::format("http://{}{}", host_, is_plain ? target : "/")));
    if (!is_plain) command_ += " --request-target " + shell_quoted(target);
  }

  /// curl puts a Host first and adds other headers; a header without a value removes curl's own.
  bool add_headers() {
    std::string headers;
    bool is_first = true;
    bool has_curls_host = false;
    http::Fields fields(head_);
    while (const auto field = fields.next()) {
      if (field->name.empty() || field->line.find('\0') != std::string_view::npos) return false;
      const std::string_view line = http::without_line_end(field->line);
      // curl omits the default port.
      const bool is_curls = line == fmt::format("Host: {}", host_) && !host_.ends_with(":80");
      if (std::exchange(is_first, false) && is_curls) {
        has_curls_host = true;
      } else if (is_chunked(head_) && http::equals_ignoring_case(field->name, "Expect")) {
        headers += " -H 'Expect:'";  // curl 7.88 sends such a head and no chunks
      } else if (field->value.empty()) {
        headers += " -H " + shell_quoted(fmt::format("{};", field->name));
      } else {
        headers += " -H " + shell_quoted(line);
      }
    }
    if (!has_curls_host) command_ += " -H 'Host:'";
    for (const char* own : {"User-Agent", "Accept"}) add_absence_of(own);
    if (has_body()) add_absence_of("Content-Type");
    if (body_->size() >= kLeastExpectation) add_absence_of("Expect");
    command_ += headers;
    return true;
  }

  void add_absence_of(std::string_view name) {
    if (!http::find_field(head_, name)) command_ += fmt::format(" -H '{}:'", name);
  }

  std::string_view head_;
  std::optional<http::RequestLine> line_;
  std::optional<std::string> body_;
  std::string_view host_;
  std::string command_;
};

}  // namespace

std::string curl_command(const Message& request) {
  const std::string command = CurlCommand(request.payload.view()).text();
  return command.empty() ? fmt::format("# {} is no request that curl can send\n", request.id.view()) : command;
}

}  // namespace gor::format
