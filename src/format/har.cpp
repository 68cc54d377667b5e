// SPDX-License-Identifier: Apache-2.0
// Writes HAR 1.2, the format in which browsers and proxies store exchanges.
#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/time_text.hpp"
#include "format/formats.hpp"
#include "format/http_text.hpp"
#include "format/json_text.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

namespace gor::format {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

json::array headers_of(const HttpText& text) {
  json::array headers;
  for (const auto& [name, value] : text.headers) {
    headers.push_back(json::object{{"name", as_utf8(name)}, {"value", as_utf8(value)}});
  }
  return headers;
}

json::array params_of(std::string_view url) {
  json::array params;
  std::string_view rest = http::query_of(url);
  while (const auto param = http::next_param(rest)) {
    params.push_back(json::object{{"name", as_utf8(param->name)}, {"value", as_utf8(param->value.value_or(""))}});
  }
  return params;
}

/// Adds "text", and "encoding" if the bytes are not text.
void add_body(json::object& to, std::string_view body) {
  if (is_utf8(body)) {
    to["text"] = body;
  } else {
    to["text"] = http::to_base64(body);
    to["encoding"] = "base64";
  }
}

json::object request_of(const HttpText& text) {
  const auto line = http::parse_request_line(text.start_line);
  const std::string url = as_utf8(url_of(text));
  json::object request{{"method", line ? as_utf8(line->method) : "GET"},
                       {"url", url},
                       {"httpVersion", line ? as_utf8(line->version) : "HTTP/1.1"},
                       {"cookies", json::array()},
                       {"headers", headers_of(text)},
                       {"queryString", params_of(url)},
                       {"headersSize", text.bytes.size() - text.body.size()},
                       {"bodySize", text.body.size()}};
  if (!text.body.empty()) {
    json::object data{{"mimeType", as_utf8(text.header("Content-Type"))}, {"params", json::array()}};
    add_body(data, text.body);
    request["postData"] = std::move(data);
  }
  return request;
}

json::object response_of(const HttpText& text) {
  const auto line = http::parse_status_line(text.start_line);
  const std::size_t reason = text.start_line.size() > 13 ? 13 : text.start_line.size();
  json::object content{{"size", text.body.size()}, {"mimeType", as_utf8(text.header("Content-Type"))}};
  add_body(content, text.body);
  return {{"status", line ? line->code : 0},
          {"statusText", line ? as_utf8(text.start_line.substr(reason)) : ""},
          {"httpVersion", line ? as_utf8(line->version) : "HTTP/1.1"},
          {"cookies", json::array()},
          {"headers", headers_of(text)},
          {"content", std::move(content)},
          {"redirectURL", as_utf8(text.header("Location"))},
          {"headersSize", text.bytes.size() - text.body.size()},
          {"bodySize", text.body.size()}};
}

json::object no_response() {
  return {{"status", 0},
          {"statusText", ""},
          {"httpVersion", ""},
          {"cookies", json::array()},
          {"headers", json::array()},
          {"content", json::object{{"size", 0}, {"mimeType", ""}}},
          {"redirectURL", ""},
          {"headersSize", -1},
          {"bodySize", -1}};
}

}  // namespace

std::string har_entry(const Exchange& exchange) {
  const Times times = times_of(exchange);
  const double wait = Milliseconds(times.wait).count();
  const double receive = Milliseconds(times.receive).count();
  const Timestamp start = exchange.request.timestamp == kNoTimestamp ? Timestamp() : exchange.request.timestamp;
  const json::object entry{
      {"_id", exchange.request.id.view()},
      {"startedDateTime", format_time(start)},
      {"time", wait + receive},
      {"request", request_of(HttpText(exchange.request.payload))},
      {"response", exchange.response ? response_of(HttpText(exchange.response->payload)) : no_response()},
      {"cache", json::object()},
      {"timings", json::object{{"send", 0}, {"wait", wait}, {"receive", receive}}}};
  return json::serialize(entry);
}

}  // namespace gor::format
