// SPDX-License-Identifier: Apache-2.0
#include "record/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "http/framer.hpp"
#include "http/head.hpp"
#include "record/form.hpp"

namespace gor {
namespace {

constexpr std::size_t kMaxMetadata = 4096;
constexpr std::size_t kHeadWindow = std::size_t{64} * 1024;
constexpr std::size_t kSlack = std::size_t{1} << 20;  // held beyond what is kept of a record, before it is moved away
constexpr std::string_view kSeparatorLine = kRecordSeparator.substr(1);
// GoReplay adds a line feed to each payload that it has received over TCP.
constexpr std::string_view kFedSeparator = "\n\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";

struct Head {
  std::size_t size = std::string_view::npos;  // with its empty line; npos: it has not come to its end
  std::optional<std::string_view> content_length;
  bool is_coded = false;  // Transfer-Encoding
};

// In one pass, looking closely only at lines that may be one of the two: this is done for every record.
Head read_head_of(std::string_view bytes) {
  Head head;
  for (std::size_t line = bytes.find('\n'); line != std::string_view::npos; line = bytes.find('\n', line)) {
    const std::string_view rest = bytes.substr(++line);
    const char first = rest.empty() ? ' ' : static_cast<char>(rest.front() | 0x20);
    if (first == 'c' || first == 't') {
      const std::string_view text = rest.substr(0, rest.find('\n'));
      const std::size_t colon = text.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view name = http::trim(text.substr(0, colon));
      if (!head.content_length && http::equals_ignoring_case(name, "Content-Length")) {
        head.content_length = http::trim(http::first_line(text.substr(colon + 1)));
      }
      head.is_coded = head.is_coded || http::equals_ignoring_case(name, "Transfer-Encoding");
    } else if (rest.starts_with('\n') || rest.starts_with("\r\n")) {
      head.size = line + (rest.front() == '\n' ? 1 : 2);
      return head;
    }
  }
  return head;
}

// Bytes of the payload, where its head tells. A request without a field that announces a body has none.
std::optional<std::size_t> payload_length(const Head& head, MessageType type) {
  constexpr std::uint64_t kMost = SIZE_MAX / 2;
  if (const auto bytes = parse_whole<std::uint64_t>(head.content_length.value_or("")))
    return head.size + std::min(*bytes, kMost);
  if (type != MessageType::request || head.is_coded) return {};
  return head.size;
}

// The beginning of an HTTP message, and no more. What is none at all is not judged.
bool is_unfinished(std::string_view payload, MessageType type) {
  http::Framer framer(type == MessageType::request ? http::Side::request : http::Side::response, 0);
  PayloadBuilder nowhere;
  auto step = http::Framer::Step::head;
  while (step == http::Framer::Step::head) step = framer.feed(payload, nowhere);
  return step == http::Framer::Step::need_more && !framer.ends_with_stream();
}

// Of a line that ends with the stream: whoever wrote it was killed.
bool may_begin_metadata(std::string_view line) {
  return line[0] >= '1' && line[0] <= '3' && line.substr(1).starts_with(line.size() > 1 ? " " : "") &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

// Where a separator stands, or may have begun at the end of the bytes.
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

}  // namespace

std::span<char> RecordDecoder::room(std::size_t least) {
  if (capacity_ - filled_ < least) {
    const std::size_t held = filled_ - begin_;
    if (capacity_ - held < least) {
      capacity_ = std::max(2 * capacity_, held + least);
      auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
      std::copy_n(buffer_.get() + begin_, held, larger.get());
      buffer_ = std::move(larger);
    } else {
      std::memmove(buffer_.get(), buffer_.get() + begin_, held);
    }
    offset_ += begin_;
    begin_ = 0;
    filled_ = held;
  }
  return {buffer_.get() + filled_, capacity_ - filled_};
}

void RecordDecoder::feed(std::string_view bytes) {
  bytes.copy(room(bytes.size()).data(), bytes.size());
  commit(bytes.size());
}

std::optional<Message> RecordDecoder::next() {
  damaged_.clear();
  while (true) {
    const Progress progress = advance();
    if (progress == Progress::more_needed) return {};
    if (progress == Progress::found) {
      if (auto message = take()) return message;
    }
  }
}

std::optional<Message> RecordDecoder::next_at_pause() {
  at_pause_ = true;
  auto message = next();
  at_pause_ = false;
  if (ahead().empty()) {
    offset_ += begin_;
    begin_ = filled_ = capacity_ = 0;
    buffer_.reset();
  }
  return message;
}

RecordDecoder::Progress RecordDecoder::advance() {
  switch (step_) {
    case Step::metadata:
      return read_metadata();
    case Step::head:
      return read_head();
    case Step::by_length:
      return find_end_by_length();
    case Step::by_separator:
      break;
  }
  return find_end_by_separator();
}

RecordDecoder::Progress RecordDecoder::read_metadata() {
  if (ahead().empty()) return Progress::more_needed;
  const std::string_view window = ahead().substr(0, kMaxMetadata);
  const std::size_t line_end = window.find('\n');
  if (line_end == std::string_view::npos) {
    if (!at_end_ && window.size() < kMaxMetadata) return Progress::more_needed;
    return damage("no metadata line");
  }
  if (!parse_metadata(window.substr(0, line_end), message_)) {
    return damage("not a metadata line: \"" + log::printable(window.substr(0, std::min<std::size_t>(line_end, 60))) +
                  '"');
  }
  payload_ = line_end + 1;
  step_ = Step::head;
  return Progress::made;
}

// The head counts if it ends before the first separator.
RecordDecoder::Progress RecordDecoder::read_head() {
  const std::string_view window = ahead().substr(payload_, kHeadWindow);
  const bool is_all = at_end_ || window.size() == kHeadWindow;
  const Head head = read_head_of(window);
  const bool has_head = head.size != std::string_view::npos;
  // Its last line end may be the first byte of a separator.
  const std::size_t needed = has_head ? std::min(head.size + kSeparatorLine.size(), kHeadWindow) : kHeadWindow;
  const std::size_t separator = find_separator(window.substr(0, needed), 0);
  const bool is_whole = separator != std::string_view::npos && separator + kRecordSeparator.size() <= window.size();
  if (!is_all && window.size() < needed && !is_whole) return Progress::more_needed;
  if (has_head && separator >= head.size) length_ = payload_length(head, message_.type);
  step_ = length_ && *length_ <= message_limit_ ? Step::by_length : Step::by_separator;
  scanned_ = payload_;
  return Progress::made;
}

// A separator where the length says that the payload ends is one, whatever follows and whatever stands before it.
RecordDecoder::Progress RecordDecoder::find_end_by_length() {
  const std::size_t at = payload_ + *length_;
  if (ahead().size() >= at) {
    for (const std::string_view end : {kRecordSeparator, kFedSeparator}) {
      const std::string_view rest = ahead().substr(at, end.size());
      if (rest == end) return found(at, at + rest.size());
      if (end.starts_with(rest)) return at_end_ ? found(at, at + rest.size()) : Progress::more_needed;
    }
  } else if (!at_end_) {
    return Progress::more_needed;
  }
  step_ = Step::by_separator;
  return Progress::made;
}

// The next separator that the end or a record follows; at the end of the stream, the end.
RecordDecoder::Progress RecordDecoder::find_end_by_separator() {
  // The line end of the metadata line is none of the separator's.
  const std::size_t at = find_separator(ahead(), std::max(scanned_, payload_ + 1));
  if (at != std::string_view::npos) return judge_separator(at);
  if (at_end_) return end_of_stream_at(ahead().size());
  scanned_ = std::max(scanned_, ahead().size() - std::min(ahead().size(), kRecordSeparator.size()));
  forget_excess();
  return Progress::more_needed;
}

RecordDecoder::Progress RecordDecoder::judge_separator(std::size_t at) {
  scanned_ = at;
  const std::size_t behind = std::min(at + kRecordSeparator.size(), ahead().size());
  // What is no record has no body that might contain one.
  if (!damage_.empty() && behind - at == kRecordSeparator.size()) return found(at, behind);
  const std::string_view following = ahead().substr(behind, kMaxMetadata);
  if (following.empty()) {
    const bool is_whole = behind - at == kRecordSeparator.size();
    if (is_whole && (at_end_ || at_pause_)) return found(at, behind);
    return at_end_ ? end_of_stream_at(at) : Progress::more_needed;
  }
  const std::size_t line_end = following.find('\n');
  const bool is_line = line_end != std::string_view::npos;
  if (!is_line && !at_end_ && following.size() < kMaxMetadata) return Progress::more_needed;
  if (!is_line && at_end_ && may_begin_metadata(following)) return found(at, behind);
  Message next;
  if (is_line && parse_metadata(following.substr(0, line_end), next)) return found(at, behind);
  scanned_ = at + 2;
  return Progress::made;
}

// Who wrote it may have been killed: then the message ends too early, where that can be told. The response to HEAD has
// a length and no body.
RecordDecoder::Progress RecordDecoder::end_of_stream_at(std::size_t payload_end) {
  const std::string_view payload = ahead().substr(payload_, payload_end - payload_);
  if (damage_.empty() && discarded_ == 0) {
    const bool may_lack_body = message_.type != MessageType::request && payload.size() == http::find_head_end(payload);
    const bool is_cut = length_ ? payload.size() < *length_ && !may_lack_body : is_unfinished(payload, message_.type);
    if (is_cut) damage_ = "cut off at the end of the file";
  }
  return found(payload_end, ahead().size());
}

// Of a record that is too large no more than its limit, and of a damaged one nothing, is held.
void RecordDecoder::forget_excess() {
  const std::size_t kept = payload_ + (damage_.empty() ? message_limit_ : 0);
  if (scanned_ <= kept + kSlack) return;
  const std::size_t excess = scanned_ - kept;
  char* const gap = buffer_.get() + begin_ + kept;
  std::memmove(gap, gap + excess, ahead().size() - scanned_);
  filled_ -= excess;
  discarded_ += excess;
  scanned_ = kept;
}

RecordDecoder::Progress RecordDecoder::damage(std::string what) {
  damage_ = std::move(what);
  payload_ = scanned_ = 0;
  if (ahead().starts_with(kSeparatorLine)) return found(0, kSeparatorLine.size());
  step_ = Step::by_separator;
  return Progress::made;
}

RecordDecoder::Progress RecordDecoder::found(std::size_t payload_end, std::size_t record_end) {
  payload_end_ = payload_end;
  record_end_ = record_end;
  return Progress::found;
}

// Empties what the record at hand has left; empty if it was damaged.
std::optional<Message> RecordDecoder::take() {
  std::optional<Message> message;
  if (damage_.empty()) {
    const std::size_t size = payload_end_ - payload_;
    const std::size_t kept = std::min(size, message_limit_);
    message.emplace(std::move(message_));
    message_.extra.clear();  // the rest of it is written by the next metadata line
    const bool is_short = length_ && size + discarded_ < *length_;
    message->cut_off = size + discarded_ > message_limit_ || (is_short && message->type == MessageType::request);
    message->payload = Payload(ahead().substr(payload_, kept));
  } else {
    damaged_.push_back({offset(), std::exchange(damage_, {})});
  }
  begin_ += record_end_;
  offset_ += std::exchange(discarded_, 0);
  length_.reset();
  step_ = Step::metadata;
  return message;
}

}  // namespace gor
