// SPDX-License-Identifier: Apache-2.0
// HAR 1.2, the format in which browsers and proxies store exchanges.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/percent.hpp"
#include "base/saturating.hpp"
#include "base/time_text.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"
#include "http/query.hpp"
#include "record/form.hpp"
#include "tools/file/formats.hpp"
#include "tools/file/http_text.hpp"
#include "tools/file/io.hpp"
#include "tools/file/json_text.hpp"

namespace gor::tools {
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

/// "text", and "encoding" where the bytes are none.
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

struct Times {
  double wait = 0;  // ms until the response began
  double receive = 0;
};

Times times_of(const Exchange& exchange) {
  if (!exchange.response) return {};
  const Message& response = *exchange.response;
  const Milliseconds latency = std::max(response.latency, std::chrono::nanoseconds(0));
  if (response.type == MessageType::replayed_response) return {latency.count(), 0};
  if (response.timestamp == kNoTimestamp || exchange.request.timestamp == kNoTimestamp) return {0, latency.count()};
  return {std::max(0.0, Milliseconds(time_between(exchange.request.timestamp, response.timestamp)).count()),
          latency.count()};
}

// ---- reading

const json::value* find(const json::object& object, std::string_view name) {
  return object.if_contains(name);
}

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

double number_at(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr || !value->is_number()) return 0;
  const double number = value->to_number<double>();
  return std::isfinite(number) ? std::clamp(number, 0.0, 1e9) : 0;
}

const json::object& object_at(const json::object& object, std::string_view name) {
  static const json::object kNone;
  const json::value* value = find(object, name);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

/// As pairs, or as an object.
void add_headers(HttpBuilder& head, const json::object& message) {
  const json::value* headers = find(message, "headers");
  if (headers != nullptr && headers->is_array()) {
    for (const json::value& header : headers->get_array()) {
      if (header.is_object())
        head.add_header(text_at(header.get_object(), "name"), text_at(header.get_object(), "value"));
    }
  } else if (headers != nullptr && headers->is_object()) {
    for (const auto& header : headers->get_object()) {
      if (header.value().is_string())
        head.add_header(std::string(header.key()), std::string(header.value().get_string()));
    }
  }
}

std::string form_of(const json::object& data) {
  const json::value* params = find(data, "params");
  std::string form;
  if (params == nullptr || !params->is_array()) return form;
  for (const json::value& param : params->get_array()) {
    if (!param.is_object()) continue;
    if (!form.empty()) form += '&';
    form += percent_encoded(text_at(param.get_object(), "name")) + '=' +
            percent_encoded(text_at(param.get_object(), "value"));
  }
  return form;
}

std::string body_of(const json::object& data) {
  std::string text = text_at(data, "text");
  if (text_at(data, "encoding") == "base64") {
    auto bytes = from_loose_base64(text);
    if (!bytes) throw std::runtime_error("a body that is no base64");
    return *std::move(bytes);
  }
  return text.empty() ? form_of(data) : text;
}

struct UrlParts {
  std::string_view host;
  std::string_view target;
};

UrlParts parts_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) throw std::runtime_error("no URL");
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t path = std::min(url.find_first_of("/?"), url.size());
  return {url.substr(0, path), url.substr(path)};
}

std::string version_of(const json::object& message) {
  const std::string version = text_at(message, "httpVersion");
  return version == "HTTP/1.0" ? version : "HTTP/1.1";
}

Payload request_from(const json::object& request) {
  const std::string url = text_at(request, "url");
  const UrlParts parts = parts_of(url);
  const std::string method = text_at(request, "method");
  std::string target(parts.target);
  if (!target.starts_with('/')) target.insert(0, "/");
  const std::string line = fmt::format("{} {} {}", method, target, version_of(request));
  if (method.find(' ') != std::string::npos || !http::parse_request_line(line))
    throw std::runtime_error("no request line: " + line);
  HttpBuilder head(line);
  add_headers(head, request);
  if (!head.has_header("Host")) head.add_header("Host", parts.host.substr(parts.host.rfind('@') + 1));
  const std::string body = body_of(object_at(request, "postData"));
  return head.finish(body, method == "POST" || method == "PUT" || method == "PATCH");
}

Payload response_from(const json::object& response) {
  const auto status = static_cast<int>(number_at(response, "status"));
  HttpBuilder head(fmt::format("{} {:03} {}", version_of(response), status, text_at(response, "statusText")));
  add_headers(head, response);
  const bool has_none = status < 200 || status == 204 || status == 304;
  return head.finish(has_none ? "" : body_of(object_at(response, "content")), !has_none);
}

MessageId id_of(const json::object& entry, std::uint64_t number) {
  const std::string id = text_at(entry, "_id");
  Message parsed;
  if (parse_metadata("1 " + id + " 0", parsed)) return parsed.id;
  return MessageId(fmt::format("{:016x}{:08x}", std::hash<std::string>{}(text_at(entry, "connection")), number));
}

}  // namespace

std::string har_entry(const Exchange& exchange) {
  const Times times = times_of(exchange);
  const Timestamp start = exchange.request.timestamp == kNoTimestamp ? Timestamp() : exchange.request.timestamp;
  const json::object entry{
      {"_id", exchange.request.id.view()},
      {"startedDateTime", format_time(start)},
      {"time", times.wait + times.receive},
      {"request", request_of(HttpText(exchange.request.payload))},
      {"response", exchange.response ? response_of(HttpText(exchange.response->payload)) : no_response()},
      {"cache", json::object()},
      {"timings", json::object{{"send", 0}, {"wait", times.wait}, {"receive", times.receive}}}};
  return json::serialize(entry);
}

Exchange from_har_entry(std::string_view text, std::uint64_t number) {
  json::error_code trouble;
  const json::value parsed = json::parse(text, trouble);
  if (trouble || !parsed.is_object()) throw std::runtime_error("no JSON object");
  const json::object& entry = parsed.get_object();
  Exchange exchange;
  const auto start = parse_time(text_at(entry, "startedDateTime"));
  if (!start) throw std::runtime_error("no startedDateTime");
  exchange.request.id = id_of(entry, number);
  exchange.request.timestamp = *start;
  exchange.request.latency = std::chrono::nanoseconds(0);
  exchange.request.payload = request_from(object_at(entry, "request"));
  const json::object& response = object_at(entry, "response");
  if (number_at(response, "status") == 0) return exchange;
  const Milliseconds receive(number_at(object_at(entry, "timings"), "receive"));
  const Milliseconds wait(std::max(0.0, number_at(entry, "time") - receive.count()));
  Message& answer = exchange.response.emplace();
  answer.type = MessageType::response;
  answer.id = exchange.request.id;
  answer.timestamp = *start + std::chrono::round<std::chrono::nanoseconds>(wait);
  answer.latency = std::chrono::round<std::chrono::nanoseconds>(receive);
  answer.payload = response_from(response);
  return exchange;
}

void HarEntries::feed(std::string_view bytes) {
  for (const char c : bytes) note(c);
}

void HarEntries::note(char c) {
  constexpr int kEntryDepth = 3;  // {"log": {"entries": [ here
  if (in_entries_ && (depth_ > kEntryDepth || c == '{')) {
    entry_ += c;
    if (entry_.size() > 4 * kMessageLimit) throw std::runtime_error("an entry is too large");
  }
  if (in_string_) {
    if (!in_entries_ && c != '"') word_ += c;
    if (c == '"' && !is_escaped_) in_string_ = false;
    is_escaped_ = c == '\\' && !is_escaped_;
    return;
  }
  if (c == '"') {
    in_string_ = true;
    if (!in_entries_) word_.clear();
  } else if (c == '{' || c == '[') {
    if (c == '[' && depth_ == kEntryDepth - 1 && word_ == "entries") in_entries_ = true;
    ++depth_;
  } else if (c == '}' || c == ']') {
    --depth_;
    if (!in_entries_) return;
    if (depth_ == kEntryDepth) {
      take_(entry_);
      entry_.clear();
    } else if (depth_ < kEntryDepth) {
      in_entries_ = false;
      is_done_ = true;
    }
  }
}

}  // namespace gor::tools
