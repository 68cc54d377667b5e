// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include "base/time_text.hpp"
#include "format/formats.hpp"
#include "format/http_text.hpp"
#include "format/json_text.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"

namespace gor::format {
namespace {

namespace json = boost::json;

std::string_view name_of(MessageType type) {
  if (type == MessageType::request) return "request";
  return type == MessageType::response ? "response" : "replayed_response";
}

}  // namespace

std::string json_line(const Message& message) {
  const HttpText text(message.payload);
  json::object line;
  line["type"] = name_of(message.type);
  line["id"] = message.id.view();
  if (message.timestamp != kNoTimestamp) {
    line["time"] = format_time(message.timestamp);
    line["timestamp"] = message.timestamp.time_since_epoch().count();
  }
  line["latency"] = message.latency.count();
  if (message.output != 0) line["output"] = message.output;
  if (message.cut_off) line["cut_off"] = true;
  if (const auto request = http::parse_request_line(text.start_line)) {
    line["method"] = as_utf8(request->method);
    line["url"] = as_utf8(url_of(text));
  } else if (const auto status = http::parse_status_line(text.start_line)) {
    line["status"] = status->code;
  } else {
    line["start_line"] = as_utf8(text.start_line);
  }
  json::array headers;
  for (const auto& [name, value] : text.headers) headers.push_back(json::array{as_utf8(name), as_utf8(value)});
  line["headers"] = std::move(headers);
  if (is_utf8(text.body)) {
    line["body"] = text.body;
  } else {
    line["body_base64"] = http::to_base64(text.body);
  }
  return json::serialize(line) + '\n';
}

}  // namespace gor::format
