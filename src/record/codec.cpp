// SPDX-License-Identifier: Apache-2.0
#include "record/codec.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/block.hpp"
#include "base/decimal.hpp"
#include "record/length.hpp"

namespace gor {
namespace {

template <class Number>
void append_number(std::string& to, Number number) {
  const fmt::format_int digits(number);
  to.append(digits.data(), digits.size());
}

bool ends_field(std::string_view rest) {
  return rest.empty() || rest.front() == ' ';
}

// The number of visible characters of ASCII at the front.
std::size_t count_visible(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += Block::kSize) {
    const Block block(text.data() + at, text.size() - at);
    const Block::Mask others = block.at_most(' ') | ~block.at_most('\x7e');
    // Behind a text that ends within the block are zeros.
    if ((others & Block::kAll) != 0) return std::min(at + first_in(others), text.size());
  }
  return text.size();
}

// Removes the field up to the next space; false if it is empty or has unprintable bytes.
bool take_field(std::string_view& line, std::string_view& field) {
  field = line.substr(0, count_visible(line));
  line.remove_prefix(field.size());
  return !field.empty() && ends_field(line);
}

bool take_number(std::string_view& line, std::int64_t& number) {
  if (!line.starts_with(' ')) return false;
  line.remove_prefix(1);
  const auto taken = take_integer(line);
  number = taken.value_or(0);
  return taken && ends_field(line);
}

void append_fields(std::string& to, const Message& message, std::optional<std::size_t> length) {
  to += static_cast<char>(message.type);
  to += ' ';
  to += message.id.view();
  // A response of an old recording has no time of its own: three fields, and no others.
  if (message.timestamp != kNoTimestamp || length || !message.extra.empty()) {
    to += ' ';
    append_number(to, message.timestamp.time_since_epoch().count());
  }
  to += ' ';
  append_number(to, message.latency.count());
  if (message.output != 0) {
    to += ' ';
    append_number(to, message.output);
  }
  if (length) append_length_field(to, *length);
  to += message.extra;
  to += '\n';
}

}  // namespace

void append_metadata(std::string& to, const Message& message) {
  append_fields(to, message, {});
}

void append_record(std::string& to, const Message& message) {
  const std::string_view payload = message.payload.view();
  std::optional<std::size_t> length;
  if (needs_length_field(payload, message.type)) length = payload.size();
  append_fields(to, message, length);
  to += payload;
  to += kRecordSeparator;
}

bool parse_metadata(std::string_view line, Message& message) {
  std::optional<std::uint64_t> length;
  return parse_metadata(line, message, length);
}

bool parse_metadata(std::string_view line, Message& message, std::optional<std::uint64_t>& length) {
  length.reset();
  if (line.size() < 5 || line[0] < '1' || line[0] > '3' || line[1] != ' ') return false;
  message.type = static_cast<MessageType>(line[0]);
  line.remove_prefix(2);
  std::string_view id;
  std::int64_t first = 0;
  if (!take_field(line, id) || id.size() > MessageId::kMaxSize || !take_number(line, first)) return false;
  message.id = MessageId(id);
  if (line.empty()) {
    // Old recordings have three fields: a request's time, or a response's latency.
    const bool is_request = message.type == MessageType::request;
    message.timestamp = is_request ? Timestamp(std::chrono::nanoseconds(first)) : kNoTimestamp;
    message.latency = is_request ? kUnknownLatency : std::chrono::nanoseconds(first);
    return true;
  }
  std::int64_t latency = 0;
  if (!take_number(line, latency)) return false;
  message.timestamp = Timestamp(std::chrono::nanoseconds(first));
  message.latency = std::chrono::nanoseconds(latency);
  if (line.empty()) {
    message.extra.clear();
    return true;
  }
  if (!std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' || c < '\0'; })) return false;
  message.extra = line;
  length = take_length_field(message.extra);
  return true;
}

}  // namespace gor
