// SPDX-License-Identifier: Apache-2.0
#include "kafka/message_form.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/utf8_text.hpp"
#include "http/head.hpp"
#include "record/codec.hpp"

namespace gor::kafka {
namespace {

namespace json = boost::json;

/// Appends a JSON string as Go's encoding/json writes it: <, >, & and U+2028, U+2029 are escaped too. False: it had
/// bytes that are not UTF-8.
bool append_string(std::string& to, std::string_view bytes) {
  const Utf8Text text(bytes);
  to += '"';
  std::string_view rest = text.view();
  while (!rest.empty()) {
    const char c = rest.front();
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      to += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (static_cast<unsigned char>(c) < ' ' || c == '<' || c == '>' || c == '&') {
      fmt::format_to(std::back_inserter(to), "\\u{:04x}", c);
    } else if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
      to += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      rest.remove_prefix(2);
    } else {
      to += c;
    }
    rest.remove_prefix(1);
  }
  to += '"';
  return text.view() == bytes;
}

/// "name":"value", with a comma after another member.
bool append_member(std::string& to, std::string_view name, std::string_view value) {
  if (to.back() != '{') to += ',';
  const bool has_text_name = append_string(to, name);
  to += ':';
  const bool is_text = append_string(to, value);
  return has_text_name && is_text;
}

/// The values of each field, in the order of names, as Go writes a map.
std::map<std::string, std::string> fields_of(std::string_view head) {
  std::map<std::string, std::string> values;
  http::Fields fields(head);
  while (const auto field = fields.next()) {
    if (field->name.empty()) continue;
    const std::string value = http::unfolded(field->value);
    const auto [known, is_new] = values.try_emplace(std::string(field->name), value);
    if (!is_new) known->second.append(", ").append(value);
  }
  return values;
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool is_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

/// Appends the fields, with the length that the body has. False if they are not fields.
bool append_fields(std::string& to, const json::object& object, std::size_t body_size) {
  bool has_length = false;
  if (const json::value* const fields = object.if_contains("Req_Headers"); fields != nullptr && fields->is_object()) {
    for (const auto& [name, value] : fields->get_object()) {
      if (!value.is_string() || !http::is_token(name) || !is_line(value.get_string())) return false;
      const bool is_length = http::equals_ignoring_case(name, "Content-Length");
      has_length = has_length || is_length || http::equals_ignoring_case(name, "Transfer-Encoding");
      const std::string length = is_length ? std::to_string(body_size) : "";
      to.append(name).append(": ").append(is_length ? length : std::string_view(value.get_string())).append("\r\n");
    }
  }
  if (!has_length && body_size > 0) to.append(fmt::format("Content-Length: {}\r\n", body_size));
  return true;
}

}  // namespace

void append_text(std::string& to, const Message& message) {
  append_metadata(to, message);
  to += message.payload.view();
}

std::optional<Message> parse_text(std::string_view value) {
  const std::size_t line_end = value.find('\n');
  Message message;
  if (line_end == value.npos || !parse_metadata(value.substr(0, line_end), message)) return {};
  message.payload = Payload(value.substr(line_end + 1));
  return message;
}

std::optional<bool> append_json(std::string& to, const Message& message) {
  const std::string_view payload = message.payload.view();
  const auto line = http::parse_request_line(http::first_line(payload));
  const std::size_t head_end = http::find_head_end(payload);
  if (message.type != MessageType::request || !line || head_end == payload.npos) return {};
  to += '{';
  bool is_text = append_member(to, "Req_URL", line->target);
  append_member(to, "Req_Type", {reinterpret_cast<const char*>(&message.type), 1});
  append_member(to, "Req_ID", message.id.view());
  append_member(to, "Req_Ts", std::to_string(message.timestamp.time_since_epoch().count()));
  append_member(to, "Req_Method", line->method);
  const std::string_view body = payload.substr(head_end);
  if (!body.empty()) is_text = append_member(to, "Req_Body", body) && is_text;
  const auto fields = fields_of(payload.substr(0, head_end));
  if (!fields.empty()) {
    to += ",\"Req_Headers\":{";
    for (const auto& [name, value] : fields) is_text = append_member(to, name, value) && is_text;
    to += '}';
  }
  to += '}';
  return is_text;
}

std::optional<Message> parse_json(std::string_view value) {
  boost::system::error_code error;
  const json::value parsed = json::parse(value, error);
  if (error || !parsed.is_object()) return {};
  const json::object& object = parsed.get_object();
  const std::string_view body = text_of(object, "Req_Body");
  const std::string line = fmt::format("{} {} HTTP/1.1", text_of(object, "Req_Method"), text_of(object, "Req_URL"));
  const auto request_line = http::parse_request_line(line);
  if (!is_line(line) || !request_line || request_line->target.find(' ') != std::string_view::npos) return {};
  std::string bytes = line + "\r\n";
  if (!append_fields(bytes, object, body.size())) return {};
  bytes.append("\r\n").append(body);

  Message message;
  message.payload = Payload(bytes);
  const std::string_view id = text_of(object, "Req_ID");
  const bool is_token = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!id.empty() && id.size() <= MessageId::kMaxSize && is_token) message.id = MessageId(id);
  const auto time = parse_whole<std::int64_t>(text_of(object, "Req_Ts"));
  message.timestamp = time ? Timestamp(std::chrono::nanoseconds(*time)) : wall_clock_now();
  return message;
}

}  // namespace gor::kafka
