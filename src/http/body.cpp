// SPDX-License-Identifier: Apache-2.0
#include "http/body.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/compression.hpp"
#include "http/chunks.hpp"
#include "http/head.hpp"

namespace gor::http {
namespace {

/// Joins the data of all chunks; drops extensions and trailers.
std::optional<PayloadBuilder> without_chunks(std::string_view body) {
  PayloadBuilder data;
  data.reserve(body.size());
  Chunks chunks(body);
  while (const auto chunk = chunks.next()) data.append(*chunk);
  if (!chunks.is_complete()) return std::nullopt;
  return data;
}

/// Empty if the data are damaged, cut off, or larger than `limit_bytes`.
std::optional<PayloadBuilder> without_gzip(std::string_view bytes, std::size_t limit_bytes) {
  constexpr std::size_t kStep = std::size_t{64} << 10;
  const auto decompressor = make_decompressor(Compression::gzip);
  PayloadBuilder data;
  Decompressor::Step step;
  do {
    const std::size_t before = data.size();
    const std::size_t room = std::min(kStep, limit_bytes + 1 - before);
    step = decompressor->step(bytes, {data.extend(room), room});
    data.truncate(before + step.produced);
    bytes.remove_prefix(step.consumed);
    if (!step.trouble.empty() || data.size() > limit_bytes) return std::nullopt;
  } while (step.consumed + step.produced > 0 && !(step.is_between_pieces && bytes.empty()));
  return step.is_between_pieces ? std::optional(std::move(data)) : std::nullopt;
}

/// The codings of a body, as its head declares them.
struct Wrapping {
  bool chunked = false;
  bool gzip = false;
  bool other = false;  // a coding that is not undone here
};

Wrapping wrapping_of(std::string_view head) {
  Wrapping found;
  Fields fields(head);
  while (const auto field = fields.next()) {
    const auto note = [&](bool& known, std::initializer_list<std::string_view> codings) {
      // A coding that is named twice is treated as unknown.
      if (!known && has_name(codings, field->value)) {
        known = true;
      } else if (!equals_ignoring_case(field->value, "identity")) {
        found.other = true;
      }
    };
    if (equals_ignoring_case(field->name, "Transfer-Encoding")) note(found.chunked, {"chunked"});
    if (equals_ignoring_case(field->name, "Content-Encoding"))
      note(found.gzip, {"gzip", "x-gzip"});  // RFC 9110 section 8.4.1.3
  }
  return found;
}

}  // namespace

std::optional<Payload> unwrapped(std::string_view message, std::size_t limit_bytes) {
  const std::size_t head_end = find_head_end(message);
  if (head_end == std::string_view::npos) return std::nullopt;
  const std::string_view head = message.substr(0, head_end);
  const Wrapping wrapping = wrapping_of(head);
  std::string_view body = message.substr(head_end);
  // The response to HEAD declares codings and has no body.
  if (wrapping.other || (!wrapping.chunked && !wrapping.gzip) || body.empty()) return std::nullopt;
  PayloadBuilder dechunked;
  if (wrapping.chunked) {
    auto data = without_chunks(body);
    if (!data) return std::nullopt;
    dechunked = *std::move(data);
    body = dechunked.view();
  }
  if (!wrapping.gzip || body.empty()) return with_body(head, body);
  const auto inflated = without_gzip(body, limit_bytes);
  if (!inflated) return std::nullopt;
  return with_body(head, inflated->view());
}

std::string_view plain_body(std::string_view message, std::size_t limit_bytes, Payload& unwrapped) {
  if (is_wrapped(message)) {
    unwrapped = http::unwrapped(message, limit_bytes).value_or(Payload());
    message = unwrapped.view();
  }
  return message.substr(std::min(find_head_end(message), message.size()));
}

bool is_form(std::string_view content_type) noexcept {
  return starts_ignoring_case(content_type, "application/x-www-form-urlencoded");
}

bool is_wrapped(std::string_view message) {
  const std::size_t head_end = find_head_end(message);
  if (head_end == std::string_view::npos || head_end == message.size()) return false;
  const Wrapping wrapping = wrapping_of(message.substr(0, head_end));
  return wrapping.chunked || wrapping.gzip || wrapping.other;
}

Payload with_body(std::string_view head, std::string_view body) {
  const std::string length = std::to_string(body.size());
  const bool has_length = find_field(head, "Content-Length").has_value();
  PayloadBuilder message;
  message.reserve(head.size() + body.size() + 40);
  const std::size_t place = place_for_field(head);
  message.append(head.substr(0, place));
  if (!has_length) {
    message.append("Content-Length: ");
    message.append(length);
    message.append("\r\n");
  }
  Fields fields(head);
  bool length_set = false;
  const char* behind = head.data() + place;
  while (const auto field = fields.next()) {
    if (field->line.data() < behind) continue;
    behind = field->line.data() + field->line.size();
    if (equals_ignoring_case(field->name, "Transfer-Encoding")) continue;
    if (equals_ignoring_case(field->name, "Content-Encoding")) continue;
    if (equals_ignoring_case(field->name, "Content-Length")) {
      // A second one would contradict the first.
      if (std::exchange(length_set, true)) continue;
      const auto before = static_cast<std::size_t>(field->value.data() - field->line.data());
      message.append(field->line.substr(0, before));
      message.append(length);
      message.append(field->line.substr(before + field->value.size()));
    } else {
      message.append(field->line);
    }
  }
  message.append(head.substr(static_cast<std::size_t>(behind - head.data())));
  message.append(body);
  return message.finish();
}

}  // namespace gor::http
