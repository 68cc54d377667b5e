// SPDX-License-Identifier: Apache-2.0
// Reads HAR 1.2 as browsers, proxies and people write it.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/percent.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "format/formats.hpp"
#include "format/http_text.hpp"
#include "format/json_text.hpp"
#include "http/head.hpp"
#include "http/multipart.hpp"
#include "record/codec.hpp"

namespace gor::format {
namespace {

namespace json = boost::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

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

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Browsers write several headers of one name as lines of one value.
void add_lines(Headers& headers, std::string_view name, std::string_view lines) {
  do {
    headers.emplace_back(name, take_part(lines, '\n'));
  } while (!lines.empty());
}

/// Accepts a list of pairs, or an object.
Headers headers_from(const json::object& message) {
  Headers found;
  const json::value* headers = find(message, "headers");
  if (headers != nullptr && headers->is_array()) {
    for (const json::value& header : headers->get_array()) {
      if (!header.is_object()) continue;
      add_lines(found, text_at(header.get_object(), "name"), text_at(header.get_object(), "value"));
    }
  } else if (headers != nullptr && headers->is_object()) {
    for (const auto& header : headers->get_object()) {
      if (header.value().is_string()) add_lines(found, header.key(), header.value().get_string());
    }
  }
  return found;
}

std::string* find_header(Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return http::equals_ignoring_case(header.first, name); });
  return found == headers.end() ? nullptr : &found->second;
}

/// HTTP/2 allows several Cookie headers, HTTP/1 only one (RFC 9113 section 8.2.3).
void join_cookies(Headers& headers) {
  std::string all;
  for (const auto& [name, value] : headers) {
    if (http::equals_ignoring_case(name, "Cookie")) all += (all.empty() ? "" : "; ") + value;
  }
  if (all.empty()) return;
  *find_header(headers, "Cookie") = all;
  bool is_first = true;
  std::erase_if(headers, [&](const auto& header) {
    return http::equals_ignoring_case(header.first, "Cookie") && !std::exchange(is_first, false);
  });
}

/// Quotes a name as browsers do.
std::string form_name(std::string_view name) {
  std::string text;
  for (const char c : name) {
    text += c == '"' ? "%22" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : std::string(1, c);
  }
  return text;
}

std::vector<json::object> params_in(const json::object& data) {
  std::vector<json::object> found;
  const json::value* params = find(data, "params");
  if (params == nullptr || !params->is_array()) return found;
  for (const json::value& param : params->get_array()) {
    if (param.is_object()) found.push_back(param.get_object());
  }
  return found;
}

std::string form_of(const std::vector<json::object>& params) {
  std::string form;
  for (const json::object& param : params) {
    if (!form.empty()) form += '&';
    form += percent_encoded(text_at(param, "name")) + '=' + percent_encoded(text_at(param, "value"));
  }
  return form;
}

/// Encodes parameters as RFC 7578 says.
std::string multipart_of(const std::vector<json::object>& params, std::string_view boundary) {
  std::string body;
  for (const json::object& param : params) {
    body +=
        fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", boundary, form_name(text_at(param, "name")));
    const std::string file = text_at(param, "fileName");
    const std::string type = text_at(param, "contentType");
    if (!file.empty()) body += fmt::format("; filename=\"{}\"", form_name(file));
    body += "\r\n";
    if (!type.empty() && type.find_first_of("\r\n") == type.npos) body += "Content-Type: " + type + "\r\n";
    body += "\r\n" + text_at(param, "value") + "\r\n";
  }
  return body + fmt::format("--{}--\r\n", boundary);
}

/// Returns the boundary in Content-Type; adds one if it is missing.
std::string boundary_in(Headers& headers) {
  std::string* type = find_header(headers, "Content-Type");
  if (type != nullptr) {
    const auto boundary = http::field_parameter(*type, "boundary");
    if (boundary && !boundary->empty()) return std::string(*boundary);
  } else {
    type = &headers.emplace_back("Content-Type", "").second;
  }
  constexpr std::string_view kOurs = "----gor-5d2c9be01f7a4386";
  *type = fmt::format("multipart/form-data; boundary={}", kOurs);
  return std::string(kOurs);
}

std::string text_body_of(const json::object& data) {
  std::string text = text_at(data, "text");
  if (text_at(data, "encoding") != "base64") return text;
  auto bytes = from_loose_base64(text);
  if (!bytes) throw std::runtime_error("a body that is no base64");
  return *std::move(bytes);
}

/// Adds a Content-Type if the headers have none.
std::string request_body_of(const json::object& data, Headers& headers) {
  const std::string type = text_at(data, "mimeType");
  if (!type.empty() && find_header(headers, "Content-Type") == nullptr) headers.emplace_back("Content-Type", type);
  std::string text = text_body_of(data);
  const auto params = params_in(data);
  if (!text.empty() || params.empty()) return text;
  const std::string* const said = find_header(headers, "Content-Type");
  const bool is_multipart = said != nullptr && http::is_multipart(*said);
  return is_multipart ? multipart_of(params, boundary_in(headers)) : form_of(params);
}

struct UrlParts {
  std::string_view host;
  std::string_view target;
};

/// Browsers also write entries for other schemes: "blob:", "data:", "chrome-extension:", "wss:".
UrlParts parts_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::string_view name = url.substr(0, std::min(scheme, url.size()));
  if (!http::equals_ignoring_case(name, "http") && !http::equals_ignoring_case(name, "https")) {
    throw std::runtime_error(fmt::format("its URL is not of HTTP: {}", as_utf8(url.substr(0, 60))));
  }
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t path = std::min(url.find_first_of("/?"), url.size());
  return {url.substr(0, path), url.substr(path)};
}

/// Escapes characters that a request target cannot contain.
std::string target_of(std::string_view path) {
  std::string target = path.starts_with('/') ? "" : "/";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    target += byte <= ' ' || byte == 0x7f ? fmt::format("%{:02X}", byte) : std::string(1, c);
  }
  return target;
}

std::string version_of(const json::object& message) {
  const std::string version = text_at(message, "httpVersion");
  return version == "HTTP/1.0" ? version : "HTTP/1.1";
}

HttpBuilder head_from(std::string start_line, const Headers& headers) {
  HttpBuilder head(std::move(start_line));
  for (const auto& [name, value] : headers) head.add_header(name, value);
  return head;
}

Payload request_from(const json::object& request) {
  const std::string url = text_at(request, "url");
  const UrlParts parts = parts_of(url);
  const std::string method = text_at(request, "method");
  const std::string line = fmt::format("{} {} {}", method, target_of(parts.target), version_of(request));
  if (!http::is_token(method) || !http::parse_request_line(line)) throw std::runtime_error("no request line: " + line);
  Headers headers = headers_from(request);
  join_cookies(headers);
  const std::string body = request_body_of(object_at(request, "postData"), headers);
  HttpBuilder head = head_from(line, headers);
  if (!head.has_header("Host")) head.add_header("Host", parts.host.substr(parts.host.rfind('@') + 1));
  return head.finish(body, method == "POST" || method == "PUT" || method == "PATCH");
}

Payload response_from(const json::object& response) {
  const auto status = static_cast<int>(number_at(response, "status"));
  const HttpBuilder head =
      head_from(fmt::format("{} {:03} {}", version_of(response), status, text_at(response, "statusText")),
                headers_from(response));
  const bool has_none = status < 200 || status == 204 || status == 304;
  return head.finish(has_none ? "" : text_body_of(object_at(response, "content")), !has_none);
}

MessageId id_of(const json::object& entry, std::uint64_t number) {
  const std::string id = text_at(entry, "_id");
  Message parsed;
  if (parse_metadata("1 " + id + " 0", parsed)) return parsed.id;
  return MessageId(fmt::format("{:016x}{:08x}", std::hash<std::string>{}(text_at(entry, "connection")), number));
}

}  // namespace

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

}  // namespace gor::format
