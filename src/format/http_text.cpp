// SPDX-License-Identifier: Apache-2.0
#include "format/http_text.hpp"

#include <algorithm>
#include <array>

#include "format/formats.hpp"
#include "http/body.hpp"
#include "http/head.hpp"

namespace gor::format {
namespace {

bool is_visible(unsigned char c) {
  return c > ' ' && c != 0x7f;
}

}  // namespace

HttpText::HttpText(const Payload& message) : bytes(http::unwrapped(message.view(), kMessageLimit).value_or(message)) {
  const std::string_view text = bytes.view();
  start_line = http::first_line(text);
  http::Fields fields(text);
  while (const auto field = fields.next()) {
    if (!field->name.empty()) headers.emplace_back(field->name, http::unfolded(field->value));
  }
  body = text.substr(std::min(http::find_head_end(text), text.size()));
}

std::string_view HttpText::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return http::equals_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string url_of(const HttpText& request) {
  const auto line = http::parse_request_line(request.start_line);
  const std::string_view target = line ? line->target : "/";
  if (target.starts_with("http://") || target.starts_with("https://")) return std::string(target);
  const std::string_view host = request.header("Host");
  const bool is_host = !host.empty() && host.find_first_of("/?#@ \t") == std::string_view::npos;
  std::string url = "http://" + std::string(is_host ? host : "localhost");
  if (!target.starts_with('/')) url += '/';
  return url.append(target);
}

HttpBuilder::HttpBuilder(std::string start_line) : head_(std::move(start_line)) {
  std::replace_if(
      head_.begin(), head_.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  head_ += "\r\n";
}

void HttpBuilder::add_header(std::string_view name, std::string_view value) {
  static constexpr std::array<std::string_view, 3> kOfTheWrapping{"Content-Length", "Transfer-Encoding",
                                                                  "Content-Encoding"};
  const bool is_name =
      !name.empty() && std::all_of(name.begin(), name.end(), is_visible) && name.find(':') == std::string_view::npos;
  if (!is_name || http::has_name(kOfTheWrapping, name)) return;
  head_.append(name).append(": ");
  std::remove_copy_if(value.begin(), value.end(), std::back_inserter(head_),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  head_ += "\r\n";
}

bool HttpBuilder::has_header(std::string_view name) const {
  return http::find_field(head_, name).has_value();
}

Payload HttpBuilder::finish(std::string_view body, bool with_length) const {
  std::string text = head_;
  if (with_length || !body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return Payload(text.append("\r\n").append(body));
}

}  // namespace gor::format
