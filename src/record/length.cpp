// SPDX-License-Identifier: Apache-2.0
#include "record/length.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "http/head.hpp"
#include "record/codec.hpp"

namespace gor {
namespace {

constexpr std::string_view kSeparatorLine = kRecordSeparator.substr(1);
constexpr std::string_view kLengthKey = " len:";

// Responses to HEAD have none either, but their head does not show it.
bool has_no_body(std::string_view head) {
  const auto status = http::parse_status_line(http::first_line(head));
  return status && (status->code < 200 || status->code == 204 || status->code == 304);
}

}  // namespace

// Looks closely only at fields that may be one of the two: this runs for every record.
AnnouncedLength announced_length(std::string_view bytes, MessageType type) {
  constexpr std::uint64_t kMost = SIZE_MAX / 2;
  AnnouncedLength announced;
  std::optional<std::string_view> content_length;
  const auto read = [&](const http::FieldLines& lines) {
    const std::string_view name = lines.name();
    if (!content_length && http::equals_ignoring_case(name, "Content-Length")) {
      content_length = lines.unfolded().value();
    }
    announced.is_coded = announced.is_coded || http::equals_ignoring_case(name, "Transfer-Encoding");
  };
  static constexpr http::Initials kInitials("ct");
  const http::HeadParts head = http::visit_head(bytes, kInitials, read);
  if (head.bytes.empty()) return announced;
  announced.head = head.bytes.size();
  const bool is_request = type == MessageType::request;
  const bool has_body = is_request || !has_no_body(bytes);
  const auto length = parse_whole<std::uint64_t>(content_length.value_or(""));
  if (has_body && !announced.is_coded && length) {
    announced.payload = announced.head + std::min(*length, kMost);
  } else if (!has_body || (is_request && !announced.is_coded)) {
    announced.payload = announced.head;
  }
  return announced;
}

std::size_t find_separator(std::string_view bytes, std::size_t from) {
  while (from < bytes.size()) {
    const void* lead = std::memchr(bytes.data() + from, kSeparatorLine[0], bytes.size() - from);
    if (lead == nullptr) return std::string_view::npos;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(lead) - bytes.data());
    if (at > 0 && bytes[at - 1] == '\n' && bytes.substr(at).starts_with(kSeparatorLine.substr(0, bytes.size() - at))) {
      return at - 1;
    }
    from = at + 1;
  }
  return std::string_view::npos;
}

bool needs_length_field(std::string_view payload, MessageType type) {
  // A separator that begins at the end of the payload may be completed by the record's own; one at the beginning, by
  // the line end of the metadata.
  if (find_separator(payload, 0) != std::string_view::npos || payload.starts_with(kSeparatorLine)) return true;
  const auto announced = announced_length(payload, type);
  return announced.payload && *announced.payload != payload.size();
}

void append_length_field(std::string& to, std::size_t bytes) {
  to.append(kLengthKey).append(std::to_string(bytes));
}

std::optional<std::uint64_t> take_length_field(std::string& extra) {
  for (std::size_t at = extra.find(kLengthKey); at != extra.npos; at = extra.find(kLengthKey, at + 1)) {
    const std::size_t digits = at + kLengthKey.size();
    const std::size_t end = std::min(extra.find(' ', digits), extra.size());
    const auto length = parse_whole<std::uint64_t>(std::string_view(extra).substr(digits, end - digits));
    if (!length) continue;
    extra.erase(at, end - at);
    return length;
  }
  return {};
}

}  // namespace gor
