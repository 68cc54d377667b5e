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

  /// Replaces the field if that is asked for.
  void edit(const http::Field& field) {
    if (field.name.empty()) return;
    // The first byte rules out most fields that are not edited.
    switch (field.name.front() | 0x20) {
      case 'h':
        if (!edits_.host.empty() && equals_ignoring_case(field.name, "Host")) set_first(field, edits_.host, has_host_);
        break;
      case 'a':
        if (equals_ignoring_case(field.name, "Authorization")) edit_authorization(field);
        break;
      case 'p':
        if (edits_.drop_credentials && equals_ignoring_case(field.name, "Proxy-Authorization")) replace(field.line);
        break;
      case 'c':
        if (edits_.drop_credentials && equals_ignoring_case(field.name, "Cookie")) replace(field.line);
        if (equals_ignoring_case(field.name, "Connection") && http::list_has(field.value, "close")) {
          append_without_close(replace(field.line), field);
        }
        [[fallthrough]];
      default:
        if (edits_.as_get && describes_body(field.name)) replace(field.line);
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
  void set_first(const http::Field& field, std::string_view value, bool& is_set) {
    replace(field.line);
    if (!std::exchange(is_set, true)) append_field(head_, field.name, value, line_end_of(field.line));
  }

  void edit_authorization(const http::Field& field) {
    if (edits_.drop_credentials) {
      replace(field.line);
    } else if (!edits_.authorization.empty()) {
      set_first(field, edits_.authorization, has_authorization_);
    }
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
  for (const http::Field& field : recorded.head.fields()) writer.edit(field);
  writer.finish(recorded.head.empty_line());
}

}  // namespace gor
