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

bool is_credential(std::string_view name) {
  constexpr std::string_view kNames[] = {"Authorization", "Proxy-Authorization", "Cookie"};
  return http::has_name(kNames, name);
}

bool describes_body(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "Content-Length",   "Content-Type",      "Content-Encoding", "Content-Language",
      "Content-Location", "Transfer-Encoding", "Trailer",          "Expect"};
  return http::has_name(kNames, name);
}

/// Writes the head as it is sent: a copy, with parts replaced from front to back.
class HeadWriter {
 public:
  HeadWriter(const RecordedRequest& recorded, const ReplayEdits& edits, std::string& head)
      : recorded_(recorded.head.bytes()), edits_(edits), head_(head) {}

  /// Copies up to the part, leaves the part out, and returns the head for what replaces it.
  std::string& replace(std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - recorded_.data());
    head_.append(recorded_.substr(copied_, begin - copied_));
    copied_ = begin + part.size();
    return head_;
  }

  /// The initials of the fields that may be edited.
  static constexpr std::string_view kInitials = "acehpt";

  /// Replaces the field if that is asked for.
  void edit(const http::FieldLines& lines) {
    const std::string_view name = lines.name();
    if (equals_ignoring_case(name, "Host")) {
      if (!edits_.host.empty()) set_first(lines, edits_.host, has_host_);
    } else if (equals_ignoring_case(name, "Authorization") && !edits_.drop_credentials) {
      if (!edits_.authorization.empty()) set_first(lines, edits_.authorization, has_authorization_);
    } else if ((edits_.drop_credentials && is_credential(name)) || (edits_.as_get && describes_body(name))) {
      replace(lines.all());
    } else if (equals_ignoring_case(name, "Connection")) {
      const http::Field field = lines.parse();
      if (http::list_has(field.value, "close")) append_without_close(replace(lines.all()), field);
    }
  }

  /// Adds the fields that no field was replaced by, and the rest.
  void finish(std::string_view empty_line) {
    replace(empty_line);
    if (!has_host_ && !edits_.host.empty()) append_field(head_, "Host", edits_.host, empty_line);
    if (!has_authorization_ && !edits_.authorization.empty()) {
      append_field(head_, "Authorization", edits_.authorization, empty_line);
    }
    head_.append(empty_line);
  }

 private:
  /// Gives the first field of its name that value, and drops further ones.
  void set_first(const http::FieldLines& lines, std::string_view value, bool& is_set) {
    replace(lines.all());
    if (!std::exchange(is_set, true)) append_field(head_, lines.name(), value, line_end_of(lines.all()));
  }

  const std::string_view recorded_;
  const ReplayEdits& edits_;
  std::string& head_;
  std::size_t copied_ = 0;  // of the recorded head
  bool has_host_ = false;
  bool has_authorization_ = false;
};

}  // namespace

ReplayEdits edits_for(const net::Url& url, bool original_host) {
  ReplayEdits edits;
  if (!original_host) edits.host = url.authority;
  if (!url.user_info.empty()) edits.authorization = "Basic " + http::to_base64(url.user_info);
  if (url.target != "/") edits.target = url.target;
  return edits;
}

bool RecordedRequest::read(std::string_view payload) {
  static constexpr http::Initials kInitials(HeadWriter::kInitials);
  if (!head.parse(payload, kInitials)) return false;
  body = payload.substr(head.bytes().size());
  const auto parsed = http::parse_request_line(head.start_line());
  line = parsed.value_or(http::RequestLine());
  return parsed.has_value();
}

void prepare(const RecordedRequest& recorded, const ReplayEdits& edits, net::PreparedRequest& request) {
  const auto& [method, target, version] = recorded.line;
  request.method = method;
  request.body = edits.as_get ? std::string_view() : recorded.body;
  std::string& head = request.head;
  head.clear();
  head.reserve(recorded.head.bytes().size() + edits.host.size() + edits.authorization.size() + edits.target.size() +
               64);
  HeadWriter writer(recorded, edits, head);
  if (edits.as_get && method != "HEAD") writer.replace(method).append("GET");
  writer.replace(target);
  request.target_begin = head.size();
  head.append(edits.target.empty() ? origin_form(target, method) : std::string_view(edits.target));
  request.target_size = head.size() - request.target_begin;
  for (const http::FieldLines& lines : recorded.head.fields()) writer.edit(lines);
  writer.finish(recorded.head.empty_line());
}

}  // namespace gor
