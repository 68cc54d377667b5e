// SPDX-License-Identifier: Apache-2.0
#include "http/record.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "http/head.hpp"

namespace gor {
namespace {

constexpr std::size_t kReadSize = 1 << 20;
constexpr std::size_t kMaxMetadata = 4096;
constexpr std::size_t kHeadWindow = std::size_t{64} * 1024;
constexpr std::string_view kSeparatorLine = kRecordSeparator.substr(1);

template <class Number>
void append_number(std::string& to, Number number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), end);
}

// Takes the field up to the next space; false for an empty one or one with unprintable bytes.
bool take_field(std::string_view& line, std::string_view& field) {
  field = line.substr(0, line.find(' '));
  line.remove_prefix(field.size());
  return !field.empty() && std::all_of(field.begin(), field.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool take_number(std::string_view& line, std::int64_t& number) {
  std::string_view field;
  if (!line.starts_with(' ')) return false;
  line.remove_prefix(1);
  if (!take_field(line, field)) return false;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  return error == std::errc() && end == field.data() + field.size();
}

std::optional<std::uint64_t> content_length(std::string_view head) {
  const auto field = http::find_field(head, "Content-Length");
  std::uint64_t length = 0;
  if (!field || field->value.empty()) return {};
  const auto [end, error] = std::from_chars(field->value.data(), field->value.data() + field->value.size(), length);
  if (error != std::errc() || end != field->value.data() + field->value.size()) return {};
  return length;
}

std::size_t find_raw_separator(std::string_view bytes, std::size_t from) {
  while (from < bytes.size()) {
    const void* lead = std::memchr(bytes.data() + from, kRecordSeparator[1], bytes.size() - from);
    if (lead == nullptr) return std::string_view::npos;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(lead) - bytes.data());
    if (at > 0 && bytes[at - 1] == '\n' && bytes.substr(at).starts_with(kSeparatorLine.substr(0, bytes.size() - at))) {
      return at - 1;
    }
    from = at + 1;
  }
  return std::string_view::npos;
}

}  // namespace

void append_metadata(std::string& to, const Message& message) {
  to += static_cast<char>(message.type);
  to += ' ';
  to += message.id.view();
  // A response of an old recording has no time of its own.
  if (message.timestamp != kNoTimestamp) {
    to += ' ';
    append_number(to, message.timestamp.time_since_epoch().count());
  }
  to += ' ';
  append_number(to, message.latency.count());
  if (message.output != 0) {
    to += ' ';
    append_number(to, message.output);
  }
  to += message.extra;
  to += '\n';
}

void append_record(std::string& to, const Message& message) {
  append_metadata(to, message);
  to += message.payload.view();
  to += kRecordSeparator;
}

bool parse_metadata(std::string_view line, Message& message) {
  if (line.size() < 5 || line[0] < '1' || line[0] > '3' || line[1] != ' ') return false;
  message.type = static_cast<MessageType>(line[0]);
  line.remove_prefix(2);
  std::string_view id;
  std::int64_t first = 0;
  if (!take_field(line, id) || id.size() > MessageId::kMaxSize || !take_number(line, first)) return false;
  message.id = MessageId(id);
  if (line.empty()) {
    // Three fields, as old recordings have them: a request's time, a response's latency.
    const bool is_request = message.type == MessageType::request;
    message.timestamp = is_request ? Timestamp(std::chrono::nanoseconds(first)) : kNoTimestamp;
    message.latency = is_request ? kUnknownLatency : std::chrono::nanoseconds(first);
    return true;
  }
  std::int64_t latency = 0;
  if (!take_number(line, latency)) return false;
  message.timestamp = Timestamp(std::chrono::nanoseconds(first));
  message.latency = std::chrono::nanoseconds(latency);
  if (!std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' || c < '\0'; })) return false;
  message.extra = line;
  return true;
}

RecordReader::RecordReader(Source source, std::size_t message_limit)
    : source_(std::move(source)), message_limit_(message_limit), buffer_(kReadSize) {}

// Whether that many bytes are ahead, after reading on if need be.
bool RecordReader::fill(std::size_t bytes) {
  while (ahead().size() < bytes && !at_end_) {
    if (position_ + bytes > buffer_.size() || filled_ == buffer_.size()) {
      std::memmove(buffer_.data(), buffer_.data() + position_, filled_ - position_);
      offset_ += position_;
      filled_ -= position_;
      position_ = 0;
      if (bytes > buffer_.size()) buffer_.resize(std::max(bytes, buffer_.size() * 2));
    }
    const std::size_t got = source_(buffer_.data() + filled_, buffer_.size() - filled_);
    at_end_ = got == 0;
    filled_ += got;
  }
  return ahead().size() >= bytes;
}

std::optional<Message> RecordReader::next() {
  damaged_.clear();
  while (fill(1)) {
    fill(kMaxMetadata);
    const std::string_view window = ahead().substr(0, kMaxMetadata);
    const std::size_t line_end = window.find('\n');
    Message message;
    if (line_end == std::string_view::npos) {
      skip_damaged("no metadata line");
    } else if (!parse_metadata(window.substr(0, line_end), message)) {
      skip_damaged("not a metadata line: \"" + std::string(window.substr(0, std::min<std::size_t>(line_end, 60))) +
                   '"');
    } else {
      return take(std::move(message), line_end + 1);
    }
  }
  return {};
}

void RecordReader::skip_damaged(std::string what) {
  damaged_.push_back({offset(), std::move(what)});
  if (ahead().starts_with(kSeparatorLine)) {
    position_ += kSeparatorLine.size();
    return;
  }
  position_ += end_by_separator(0, 0).record_end;
  offset_ += std::exchange(discarded_, 0);
}

Message RecordReader::take(Message message, std::size_t payload) {
  fill(payload + kHeadWindow);
  const std::string_view window = ahead().substr(payload, kHeadWindow);
  const std::size_t separator = find_raw_separator(window, 0);
  const auto length = length_of(window.substr(0, std::min(separator, window.size())), message.type);
  auto extent = length ? end_by_length(payload, *length) : std::nullopt;
  if (!extent) {
    extent = end_by_separator(payload, message_limit_);
    const std::size_t size = extent->payload_end - payload + discarded_;
    message.cut_off = message.type == MessageType::request && length && size < *length;
  }
  std::size_t size = extent->payload_end - payload;
  if (size + discarded_ > message_limit_) {
    size = std::min(size, message_limit_);
    message.cut_off = true;
  }
  message.payload = Payload(ahead().substr(payload, size));
  position_ += extent->record_end;
  offset_ += std::exchange(discarded_, 0);
  return message;
}

// Bytes of the payload, where its head tells. A request without a field that announces a body has none.
std::optional<std::size_t> RecordReader::length_of(std::string_view payload, MessageType type) const {
  const std::size_t head = http::find_head_end(payload);
  if (head == std::string_view::npos) return {};
  const auto length = content_length(payload.substr(0, head));
  if (length) return *length > SIZE_MAX / 2 ? SIZE_MAX / 2 : head + static_cast<std::size_t>(*length);
  if (type != MessageType::request || http::find_field(payload.substr(0, head), "Transfer-Encoding")) return {};
  return head;
}

// A separator where the length says that the payload ends is one, whatever follows and whatever stands before it.
std::optional<RecordReader::Extent> RecordReader::end_by_length(std::size_t payload, std::size_t length) {
  if (length > message_limit_) return {};
  return separator_at(payload + length, false);
}

std::optional<RecordReader::Extent> RecordReader::separator_at(std::size_t at, bool must_be_followed) {
  const std::size_t behind = at + kRecordSeparator.size();
  fill(behind + (must_be_followed ? kMaxMetadata : 0));
  if (ahead().size() < at) return {};
  const std::string_view rest = ahead().substr(at);
  if (at_end_ && kRecordSeparator.starts_with(rest)) return Extent{at, at + rest.size()};
  if (!rest.starts_with(kRecordSeparator)) return {};
  if (must_be_followed && !(at_end_ && ahead().size() == behind)) {
    const std::string_view line = ahead().substr(behind, kMaxMetadata);
    Message next;
    if (line.find('\n') == std::string_view::npos || !parse_metadata(line.substr(0, line.find('\n')), next)) return {};
  }
  return Extent{at, behind};
}

// The next separator that the end or a record follows; at the end of the stream, the end. Of what stands between, no
// more than `keep` bytes (and one buffer) are held.
RecordReader::Extent RecordReader::end_by_separator(std::size_t payload, std::size_t keep) {
  std::size_t from = payload;
  while (true) {
    const std::size_t found = find_raw_separator(ahead(), from);
    if (found != std::string_view::npos) {
      if (const auto extent = separator_at(found, true)) return *extent;
      from = found + 2;
      continue;
    }
    // A separator may have begun in the last bytes.
    from = std::max(payload, ahead().size() - std::min(ahead().size(), kRecordSeparator.size()));
    if (from > payload + keep + kReadSize) {
      const std::size_t excess = from - (payload + keep);
      char* const gap = buffer_.data() + position_ + payload + keep;
      std::memmove(gap, gap + excess, ahead().size() - from);
      filled_ -= excess;
      discarded_ += excess;
      from -= excess;
    }
    if (!fill(ahead().size() + 1)) return Extent{ahead().size(), ahead().size()};
  }
}

}  // namespace gor
