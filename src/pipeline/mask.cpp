// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/body.hpp"
#include "http/chunks.hpp"
#include "http/extent.hpp"
#include "http/head.hpp"
#include "http/multipart.hpp"

namespace gor {
namespace {

// The deepest nesting of multipart bodies.
constexpr int kMostLevels = 4;

std::string value_of(std::string_view head, std::string_view name) {
  const auto field = http::find_field(head, name);
  return field ? http::unfolded(field->value) : std::string();
}

bool has_twice(std::string_view head, std::string_view name) {
  int count = 0;
  http::Fields fields(head);
  while (const auto field = fields.next()) count += http::equals_ignoring_case(field->name, name) ? 1 : 0;
  return count > 1;
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
  const auto are_equal = [](char a, char b) { return http::equals_ignoring_case({&a, 1}, {&b, 1}); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), are_equal) != text.end();
}

/// Whether ASCII characters are encoded as ASCII: in UTF-16 or EBCDIC, for instance, a name has other bytes.
bool has_ascii(const std::string& content_type) {
  static constexpr std::string_view kFamilies[] = {"utf-8", "utf8",  "us-ascii",    "ascii", "iso-8859-",
                                                   "latin", "cp125", "windows-125", "koi8-", "euc-",
                                                   "gb",    "big5",  "shift"};
  if (!contains_ignoring_case(content_type, "charset")) return true;
  const auto charset = http::field_parameter(content_type, "charset");
  return charset && std::any_of(std::begin(kFamilies), std::end(kFamilies),
                                [&](std::string_view family) { return http::starts_ignoring_case(*charset, family); });
}

/// Parts that contain messages, and encoded parts, are not searched.
bool is_opaque_part(std::string_view head) {
  const std::string type = value_of(head, "Content-Type");
  const std::string encoding = value_of(head, "Content-Transfer-Encoding");
  return http::starts_ignoring_case(type, "message/") || http::starts_ignoring_case(type, "application/http") ||
         !(encoding.empty() || http::equals_ignoring_case(encoding, "7bit") ||
           http::equals_ignoring_case(encoding, "8bit") || http::equals_ignoring_case(encoding, "binary"));
}

/// Whether recipients need the field's value to find the body's end, and its type.
bool is_of_framing(std::string_view name) {
  static constexpr std::string_view kNames[] = {"Content-Length", "Transfer-Encoding",   "Content-Encoding",
                                                "Content-Type",   "Content-Disposition", "Content-Transfer-Encoding"};
  return http::has_name(kNames, name);
}

void check_headers(const std::vector<std::string>& names) {
  const auto bad = std::find_if(names.begin(), names.end(), is_of_framing);
  if (bad != names.end()) {
    throw UsageError(fmt::format("--http-mask-header: '{}' cannot be masked: it is needed to read the body", *bad));
  }
}

/// Some recipients take a bare carriage return for the end of a line.
bool has_lone_return(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('\r', at)) != text.npos; ++at) {
    if (!text.substr(at + 1).starts_with('\n')) return true;
  }
  return false;
}

/// Whether all recipients see the same start line, lines and length.
bool is_clear_head(std::string_view head, MessageType type) {
  const std::string_view first = http::first_line(head);
  const bool is_line = type == MessageType::request ? http::parse_request_line(first).has_value()
                                                    : http::parse_status_line(first).has_value();
  return is_line && !has_lone_return(head) && http::has_clear_length(head);
}

/// The part of a field's value that may be a URL with parameters: all of it, or only its query and fragment, since
/// "Accept: a/b;q=1" is not a URL.
std::string_view url_part(const http::Field& field) {
  static constexpr std::string_view kUrls[] = {"Referer", "Location", "Content-Location"};
  if (http::has_name(kUrls, field.name)) return field.value;
  static constexpr CharacterSet kBegins("?#");
  return field.value.substr(kBegins.find_in(field.value));
}

}  // namespace

std::vector<http::JsonPath> parse_json_paths(const std::vector<std::string>& texts) {
  std::vector<http::JsonPath> paths;
  for (const std::string& text : texts) {
    auto path = http::JsonPath::parse(text);
    if (!path) {
      throw UsageError(
          fmt::format("--http-mask-json: '{}' is not a path: expected $.user.email, items[*].id, $..token", text));
    }
    paths.push_back(*std::move(path));
  }
  return paths;
}

Mask::Mask(const MaskOptions& options, std::vector<http::JsonPath> paths, StationMetrics& station)
    : options_(options),
      paths_(std::move(paths)),
      params_(options.params, paths_),
      pseudonyms_(options.key_file),
      bad_head_(station.dropped("a head that cannot be masked")),
      bad_body_(station.dropped("a body that cannot be masked")),
      verdicts_(station) {
  check_headers(options.headers);
}

bool Mask::pass(Message& message) {
  return verdicts_.settle(message, [&] { return mask(message); });
}

MessageCounter* Mask::mask(Message& message) const {
  const bool is_request = message.type == MessageType::request;
  PayloadBuilder scratch;
  const auto extent =
      http::extent_of(message.payload.view(), is_request ? http::Side::request : http::Side::response, scratch);
  std::string_view bytes = message.payload.view().substr(extent.begin);
  std::size_t head_end = http::find_head_end(bytes);
  if (head_end == bytes.npos || !is_clear_head(bytes.substr(0, head_end), message.type)) return &bad_head_;
  if (extent.state == http::Extent::State::invalid) return &bad_body_;
  const bool is_whole = extent.state == http::Extent::State::whole;
  const std::string_view surplus = is_whole ? message.payload.view().substr(extent.end) : std::string_view();
  if (surplus.find_first_not_of("\r\n") != surplus.npos) return &bad_body_;

  const std::string_view head = bytes.substr(0, head_end);
  const std::string_view body = bytes.substr(head_end, bytes.size() - head_end - surplus.size());
  if (!body.empty() && looks_into_body(head, message.type)) {
    Payload unwrapped;
    const std::string_view plain =
        http::plain_body(bytes.substr(0, head_end + body.size()), options_.message_limit, unwrapped);
    if (plain.empty() && unwrapped.empty()) return &bad_body_;  // its codings cannot be removed
    Patch patch(plain);
    if (!mask_body(head, plain, 0, patch)) return &bad_body_;
    if (patch.is_changed()) {
      message.payload = http::with_body(head, patch.finish().view());
      bytes = message.payload.view();
      head_end = http::find_head_end(bytes);
    }
  }
  Patch patch(message.payload.view());
  if (!mask_head(bytes, head_end, patch)) return &bad_head_;
  if (patch.is_changed()) message.payload = patch.finish();
  return nullptr;
}

bool Mask::looks_into_body(std::string_view head, MessageType type) const {
  if (!paths_.empty()) return true;
  const std::string content_type = value_of(head, "Content-Type");
  if (http::is_multipart(content_type)) return true;
  return !options_.params.empty() && (type == MessageType::request || http::is_form(content_type));
}

bool Mask::mask_head(std::string_view message, std::size_t head_end, Patch& patch) const {
  const std::string_view head = message.substr(0, head_end);
  if (const auto line = http::parse_request_line(http::first_line(head))) {
    mask_params(line->target, SecretParams::Text::target, patch);
  }
  if (!mask_fields(head, patch)) return false;
  const auto coding = http::find_field(head, "Transfer-Encoding");
  return !coding || mask_trailers(message.substr(head_end), patch);
}

bool Mask::mask_fields(std::string_view text, Patch& patch) const {
  http::Fields fields(text);
  while (const auto field = fields.next()) {
    if (!http::is_token(field->name)) return false;
    if (is_of_framing(field->name)) {
      if (!params_.find(url_part(*field), SecretParams::Text::url).empty()) return false;
    } else if (http::has_name(options_.headers, field->name)) {
      patch.replace(field->value, pseudonyms_.of(http::unfolded(field->value)));
    } else {
      mask_params(url_part(*field), SecretParams::Text::url, patch);
    }
  }
  return true;
}

bool Mask::mask_trailers(std::string_view body, Patch& patch) const {
  http::Chunks chunks(body);
  while (chunks.next()) continue;
  if (chunks.has_extensions() || has_lone_return(chunks.trailers())) return false;
  return mask_fields(chunks.trailers(), patch);
}

bool Mask::mask_body(std::string_view head, std::string_view body, int level, Patch& patch) const {
  if (has_twice(head, "Content-Type")) return false;
  const std::string type = value_of(head, "Content-Type");
  if (!has_ascii(type)) return false;
  if (http::is_multipart(type)) return mask_parts(type, body, level, patch);
  if (contains_ignoring_case(type, "json") || http::may_be_json(body)) return paths_.empty() || mask_json(body, patch);
  if (names_secret_member(body)) return false;
  if (type.empty() || http::is_form(type) || http::starts_ignoring_case(type, "text/plain")) {
    mask_params(body, SecretParams::Text::form, patch);
  }
  return true;
}

bool Mask::mask_parts(std::string_view content_type, std::string_view body, int level, Patch& patch) const {
  const auto parts = http::parts_of(content_type, body);
  if (!parts || level == kMostLevels) return false;
  const bool has_names = !options_.params.empty() && http::starts_ignoring_case(content_type, "multipart/form-data");
  for (const http::Part& part : *parts) {
    if (has_lone_return(part.head) || is_opaque_part(part.head) || !mask_fields(part.head, patch)) return false;
    const std::string disposition = value_of(part.head, "Content-Disposition");
    const auto name = http::field_parameter(disposition, "name");
    if (has_names &&
        (!name || contains_ignoring_case(disposition, "name*") || has_twice(part.head, "Content-Disposition")))
      return false;
    if (name && params_.has(*name)) {
      patch.replace(part.body, pseudonyms_.of(part.body));
    } else if (!mask_body(part.head, part.body, level + 1, patch)) {
      return false;
    }
  }
  return true;
}

bool Mask::mask_json(std::string_view body, Patch& patch) const {
  if (body.find_first_not_of(" \t\r\n") == body.npos) return true;
  const auto values = http::find_json_values(body, paths_);
  if (!values) return false;
  for (const http::JsonValue& value : *values) {
    patch.replace(value.text, value.is_string ? pseudonyms_.of(http::without_escapes(value.text))
                                              : pseudonyms_.of_number(value.text));
  }
  return true;
}

void Mask::mask_params(std::string_view text, SecretParams::Text kind, Patch& patch) const {
  for (const std::string_view value : params_.find(text, kind)) patch.replace(value, pseudonyms_.of(value));
}

bool Mask::names_secret_member(std::string_view text) const {
  return std::any_of(paths_.begin(), paths_.end(), [&](const http::JsonPath& path) {
    if (path.last_name().empty()) return false;
    const std::string member = fmt::format("\"{}\"", path.last_name());
    for (std::size_t at = 0; (at = text.find(member, at)) != text.npos;) {
      at += member.size();
      const std::size_t next = text.find_first_not_of(" \t\r\n", at);
      if (next != text.npos && text[next] == ':') return true;
    }
    return false;
  });
}

}  // namespace gor
