// SPDX-License-Identifier: Apache-2.0
// Edits a request's head on the way to the target.
#include "output/http/request.hpp"

#include <utility>

#include "base/text.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"

namespace gor {
namespace {

using http::equals_ignoring_case;

/// To the origin server `http://host/path` is `/path` (RFC 9112 section 3.2.1); other forms stay.
std::string_view origin_form(std::string_view target, std::string_view method) {
  if (target.empty() || target.front() == '/' || target == "*") return target;
  const auto scheme = target.find("://");
  if (scheme == target.npos || scheme > target.find_first_of("/?")) return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  if (path == target.npos) return method == "OPTIONS" ? "*" : "/";
  return target.substr(path);
}

std::string_view line_end_of(std::string_view line) {
  if (line.ends_with("\r\n")) return line.substr(line.size() - 2);
  return line.ends_with('\n') ? line.substr(line.size() - 1) : std::string_view("\r\n");
}

void append_field(std::string& head, std::string_view name, std::string_view value, std::string_view line_end) {
  head.append(name).append(": ").append(value).append(line_end);
}

/// Appends the list without `close`; drops a field that says nothing else.
void append_without_close(std::string& head, const http::Field& field) {
  std::string kept;
  std::string_view rest = field.value;
  while (!rest.empty()) {
    const std::string_view token = http::trim(take_part(rest, ','));
    if (token.empty() || equals_ignoring_case(token, "close")) continue;
    if (!kept.empty()) kept += ", ";
    kept += token;
  }
  if (!kept.empty()) append_field(head, field.name, kept, line_end_of(field.line));
}

bool describes_body(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "Content-Length",   "Content-Type",      "Content-Encoding", "Content-Language",
      "Content-Location", "Transfer-Encoding", "Trailer",          "Expect"};
  return http::has_name(kNames, name);
}

/// Appends the field as it is sent, unless it is dropped.
void append_edited(std::string& head, const http::Field& field, const ReplayEdits& edits, bool& host_seen,
                   bool& authorization_seen) {
  // The first byte rules out most fields that are not edited.
  const char first = static_cast<char>(field.name.front() | 0x20);
  if (first == 'h' && !edits.host.empty() && equals_ignoring_case(field.name, "Host")) {
    if (!std::exchange(host_seen, true)) append_field(head, field.name, edits.host, line_end_of(field.line));
    return;
  }
  if (first == 'a' && equals_ignoring_case(field.name, "Authorization")) {
    if (edits.drop_credentials) return;
    if (!edits.authorization.empty()) {
      if (!std::exchange(authorization_seen, true)) {
        append_field(head, field.name, edits.authorization, line_end_of(field.line));
      }
      return;
    }
  }
  if (first == 'p' && edits.drop_credentials && equals_ignoring_case(field.name, "Proxy-Authorization")) return;
  if (first == 'c') {
    if (equals_ignoring_case(field.name, "Connection") && http::list_has(field.value, "close")) {
      append_without_close(head, field);
      return;
    }
    if (edits.drop_credentials && equals_ignoring_case(field.name, "Cookie")) return;
  }
  if (edits.as_get && describes_body(field.name)) return;
  head.append(field.line);
}

}  // namespace

ReplayEdits edits_for(const net::Url& url, bool original_host) {
  ReplayEdits edits;
  if (!original_host) edits.host = url.authority;
  if (!url.user_info.empty()) edits.authorization = "Basic " + http::to_base64(url.user_info);
  if (url.target != "/") edits.target = url.target;
  return edits;
}

bool prepare(std::string_view payload, const ReplayEdits& edits, net::PreparedRequest& request) {
  const auto head_end = http::find_head_end(payload);
  if (head_end == payload.npos) return false;
  const std::string_view recorded = payload.substr(0, head_end);
  const std::string_view first = http::first_line(recorded);
  const auto line = http::parse_request_line(first);
  if (!line) return false;

  request.method = line->method;
  request.body = edits.as_get ? std::string_view() : payload.substr(head_end);
  std::string& head = request.head;
  head.clear();
  head.reserve(head_end + edits.host.size() + edits.authorization.size() + edits.target.size() + 64);
  const auto target_at = static_cast<std::size_t>(line->target.data() - first.data());
  head.append(edits.as_get && line->method != "HEAD" ? std::string_view("GET ") : first.substr(0, target_at));
  head.append(edits.target.empty() ? origin_form(line->target, line->method) : std::string_view(edits.target));
  head.append(first.substr(target_at + line->target.size()));
  const auto first_end = recorded.find('\n') + 1;
  head.append(recorded.substr(first.size(), first_end - first.size()));

  bool host_seen = edits.host.empty();
  bool authorization_seen = edits.authorization.empty();
  std::size_t fields_end = first_end;
  http::Fields fields(recorded);
  while (const auto field = fields.next()) {
    fields_end = static_cast<std::size_t>(field->line.data() - recorded.data()) + field->line.size();
    if (field->name.empty()) {
      head.append(field->line);
    } else {
      append_edited(head, *field, edits, host_seen, authorization_seen);
    }
  }
  const std::string_view empty_line = recorded.substr(fields_end);
  if (!host_seen) append_field(head, "Host", edits.host, line_end_of(empty_line));
  if (!authorization_seen) append_field(head, "Authorization", edits.authorization, line_end_of(empty_line));
  head.append(empty_line);
  return true;
}

}  // namespace gor
