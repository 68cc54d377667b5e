// SPDX-License-Identifier: Apache-2.0
#include "elasticsearch/document.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/time_text.hpp"
#include "format/http_text.hpp"
#include "format/json_text.hpp"
#include "http/head.hpp"

namespace gor::elasticsearch {
namespace {

namespace json = boost::json;
using format::HttpText;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// The name of a field, and the header that it shows.
using HeaderField = std::pair<std::string_view, std::string_view>;
constexpr HeaderField kRequestFields[] = {
    {"Req_Accept-Language", "Accept-Language"}, {"Req_Accept", "Accept"},
    {"Req_Accept-Encoding", "Accept-Encoding"}, {"Req_If-Modified-Since", "If-Modified-Since"},
    {"Req_Connection", "Connection"},           {"Req_Cookies", "Cookie"}};
constexpr HeaderField kResponseFields[] = {{"Resp_Content-Length", "Content-Length"},
                                           {"Resp_Content-Type", "Content-Type"},
                                           {"Resp_Transfer-Encoding", "Transfer-Encoding"},
                                           {"Resp_Content-Encoding", "Content-Encoding"},
                                           {"Resp_Expires", "Expires"},
                                           {"Resp_Cache-Control", "Cache-Control"},
                                           {"Resp_Vary", "Vary"},
                                           {"Resp_Set-Cookie", "Set-Cookie"}};

/// Like HttpText::header(), of the message as it was sent: HttpText has no headers about codings.
std::string header(std::string_view message, std::string_view name) {
  const auto field = http::find_field(message, name);
  return field ? format::as_utf8(http::unfolded(field->value)) : "";
}

template <class Fields>
void add_headers(json::object& to, const Fields& fields, std::string_view message) {
  for (const auto& [name, of] : fields) {
    std::string value = header(message, of);
    if (!value.empty()) to[name] = std::move(value);
  }
}

void add_body(json::object& to, std::string_view name, std::string_view body, std::size_t limit) {
  std::string_view part = body.substr(0, limit);
  // Not in the middle of a character.
  while (part.size() < body.size() && !part.empty() && (body[part.size()] & '\xc0') == '\x80') part.remove_suffix(1);
  if (!part.empty()) to[name] = format::as_utf8(part);
}

void add_response(json::object& to, const Message& response, std::size_t body_limit) {
  const std::string_view bytes = response.payload.view();
  const std::string_view first = http::first_line(bytes);
  if (const auto line = http::parse_status_line(first)) {
    to["Resp_Status"] = format::as_utf8(first.substr(std::min(line->version.size() + 1, first.size())));
    to["Resp_Status-Code"] = std::to_string(line->code);
    to["Resp_Proto"] = line->version;
  }
  add_headers(to, kResponseFields, bytes);
  if (body_limit > 0) add_body(to, "Resp_Body", HttpText(response.payload).body, body_limit);
}

}  // namespace

Timestamp time_of(const format::Exchange& exchange) {
  const bool is_replay = exchange.response && exchange.response->type == MessageType::replayed_response;
  const Timestamp time = is_replay ? exchange.response->timestamp : exchange.request.timestamp;
  return time == kNoTimestamp ? wall_clock_now() : time;
}

std::string document(const format::Exchange& exchange, std::size_t body_limit) {
  const std::string_view request = exchange.request.payload.view();
  const auto line = http::parse_request_line(http::first_line(request));
  json::object object{{"Req_URL", line ? format::as_utf8(line->target) : ""},
                      {"Req_Method", line ? format::as_utf8(line->method) : ""},
                      {"Req_User-Agent", header(request, "User-Agent")}};
  add_headers(object, kRequestFields, request);
  if (body_limit > 0) add_body(object, "Req_Body", HttpText(exchange.request.payload).body, body_limit);
  object["Resp_Status"] = "";
  object["Resp_Status-Code"] = "";
  if (exchange.response) {
    const format::Times times = format::times_of(exchange);
    add_response(object, *exchange.response, body_limit);
    object["RTT"] = Milliseconds(times.wait + times.receive).count();
  }
  object["Timestamp"] = format_time(time_of(exchange));
  return json::serialize(object);
}

std::string index_template(const std::string& pattern) {
  const json::object word{{"type", "keyword"}, {"ignore_above", 1024}};
  const json::object text{{"type", "text"}};
  json::object fields{{"Timestamp", {{"type", "date"}}},
                      {"RTT", {{"type", "double"}}},
                      {"Req_URL", word},
                      {"Req_Method", word},
                      {"Req_User-Agent", word},
                      {"Req_Body", text},
                      {"Resp_Status", word},
                      {"Resp_Status-Code", word},
                      {"Resp_Proto", word},
                      {"Resp_Body", text}};
  for (const auto& [name, of] : kRequestFields) fields[name] = word;
  for (const auto& [name, of] : kResponseFields) fields[name] = word;
  return json::serialize(json::object{{"index_patterns", json::array{pattern}},
                                      {"priority", 100},
                                      {"template", {{"mappings", {{"properties", std::move(fields)}}}}}});
}

}  // namespace gor::elasticsearch
