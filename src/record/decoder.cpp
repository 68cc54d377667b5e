// SPDX-License-Identifier: Apache-2.0
#include "record/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.hpp"
#include "http/extent.hpp"
#include "http/head.hpp"
#include "record/codec.hpp"
#include "record/length.hpp"

namespace gor {
namespace {

constexpr std::size_t kMaxMetadata = 4096;
constexpr std::size_t kHeadWindow = std::size_t{64} * 1024;
constexpr std::size_t kSlack = std::size_t{1}
                               << 20;  // bytes held beyond the current record before the buffer is compacted
constexpr std::string_view kSeparatorLine = kRecordSeparator.substr(1);
// GoReplay adds a line feed to each payload received over TCP.
constexpr std::string_view kFedSeparator = "\n\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";

http::Side side_of(MessageType type) {
  return type == MessageType::request ? http::Side::request : http::Side::response;
}

// Whether the payload is the beginning of an HTTP message and lacks its end. False for anything that is not HTTP.
bool is_unfinished(std::string_view payload, MessageType type) {
  PayloadBuilder scratch;
  return http::extent_of(payload, side_of(type), scratch).state == http::Extent::State::unfinished;
}

// Whether a line cut off by the end of the stream (its writer was killed) may be metadata.
bool may_begin_metadata(std::string_view line) {
  return line[0] >= '1' && line[0] <= '3' && line.substr(1).starts_with(line.size() > 1 ? " " : "") &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
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

void RecordDecoder::break_off(std::string_view why) {
  if (is_between_records()) return;
  if (damage_.empty()) damage_ = why;
  found(ahead().size(), ahead().size());
  Message damaged;
  take(damaged);
}

bool RecordDecoder::next(Message& message) {
  damaged_.clear();
  while (true) {
    const Progress progress = advance();
    if (progress == Progress::more_needed) return false;
    if (progress == Progress::found && take(message)) return true;
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
    case Step::by_field:
      return find_end_by_field();
    case Step::by_length:
      return find_end_by_length();
    case Step::by_chunks:
      return find_end_by_chunks();
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
  std::optional<std::uint64_t> length;
  if (!parse_metadata(window.substr(0, line_end), message_, length)) {
    return damage("not a metadata line: \"" + log::printable(window.substr(0, std::min<std::size_t>(line_end, 60))) +
                  '"');
  }
  payload_ = scanned_ = line_end + 1;
  step_ = Step::head;
  if (length) {
    length_ = std::min<std::uint64_t>(*length, SIZE_MAX / 2);
    has_field_ = true;
    step_ = Step::by_field;
  }
  return Progress::made;
}

// The head counts if it ends before the first separator.
RecordDecoder::Progress RecordDecoder::read_head() {
  const std::string_view window = ahead().substr(payload_, kHeadWindow);
  const bool is_all = at_end_ || window.size() == kHeadWindow;
  const AnnouncedLength announced = announced_length(window, message_.type);
  const bool has_head = announced.head != std::string_view::npos;
  // The head's last line end may be the first byte of a separator.
  const std::size_t needed = has_head ? std::min(announced.head + kSeparatorLine.size(), kHeadWindow) : kHeadWindow;
  const std::size_t separator = find_separator(window.substr(0, needed), 0);
  const bool is_whole = separator != std::string_view::npos && separator + kRecordSeparator.size() <= window.size();
  if (!is_all && window.size() < needed && !is_whole) return Progress::more_needed;
  step_ = Step::by_separator;
  if (!has_head || separator < announced.head) return Progress::made;
  length_ = announced.payload;
  is_coded_ = announced.is_coded;
  if (length_ && *length_ <= message_limit_) {
    step_ = Step::by_length;
  } else if (!length_ && is_coded_) {
    step_ = Step::by_chunks;
    framer_ = http::Framer(side_of(message_.type), 0);
    head_.truncate(0);
    framed_ = 0;
  }
  return Progress::made;
}

// The writer stated the length. If no separator follows, the payload cannot be trusted and is skipped completely.
RecordDecoder::Progress RecordDecoder::find_end_by_field() {
  const std::size_t at = payload_ + *length_ - discarded_;
  if (ahead().size() >= at) {
    if (const auto progress = separator_at(at)) return *progress;
    damage_ = "no separator at the end that its \"len:\" announces";
    scanned_ = at;
    step_ = Step::by_separator;
    return Progress::made;
  }
  scanned_ = ahead().size();
  if (at_end_) {
    damage_ = "cut off at the end of the file";
    return found(scanned_, scanned_);
  }
  forget_excess();
  return Progress::more_needed;
}

// A separator at the announced end of the payload ends the record, whatever follows it and whatever it contains.
RecordDecoder::Progress RecordDecoder::find_end_by_length() {
  const std::size_t at = payload_ + *length_;
  if (ahead().size() >= at) {
    if (const auto progress = separator_at(at)) return *progress;
  } else if (!must_guess()) {
    return Progress::more_needed;
  }
  step_ = Step::by_separator;
  return Progress::made;
}

// The same for the end of the last chunk.
RecordDecoder::Progress RecordDecoder::find_end_by_chunks() {
  std::string_view rest = ahead().substr(payload_ + framed_);
  auto step = http::Framer::Step::head;
  while (step == http::Framer::Step::head) step = framer_.feed(rest, head_);
  framed_ = ahead().size() - rest.size() - payload_;
  if (framed_ <= message_limit_ && !framer_.ends_with_stream()) {
    if (step == http::Framer::Step::complete) {
      if (const auto progress = separator_at(payload_ + framed_)) return *progress;
    } else if (step == http::Framer::Step::need_more && !must_guess()) {
      return Progress::more_needed;
    }
  }
  step_ = Step::by_separator;
  return Progress::made;
}

// Found, or more_needed if the bytes so far may begin a separator; empty if there is none at that place.
std::optional<RecordDecoder::Progress> RecordDecoder::separator_at(std::size_t at) {
  for (const std::string_view end : {kRecordSeparator, kFedSeparator}) {
    const std::string_view rest = ahead().substr(at, end.size());
    if (rest == end) return found(at, at + rest.size());
    if (end.starts_with(rest)) return at_end_ ? found(at, at + rest.size()) : Progress::more_needed;
  }
  return {};
}

// No more bytes come, for now or ever: an earlier separator may then be the end, although the announced end is later.
bool RecordDecoder::must_guess() const {
  return at_end_ || (at_pause_ && find_separator(ahead(), payload_ + 1) != std::string_view::npos);
}

// Looks for the next separator that is followed by a record or the end; at the end of the stream, takes the end.
RecordDecoder::Progress RecordDecoder::find_end_by_separator() {
  // The line end of the metadata line is not part of a separator.
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
  // Skipped bytes that are not a record have no body that might contain a separator.
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

// The writer may have been killed: then the message ends too early, if that is detectable. The response to HEAD has a
// length and no body.
RecordDecoder::Progress RecordDecoder::end_of_stream_at(std::size_t payload_end) {
  const std::string_view payload = ahead().substr(payload_, payload_end - payload_);
  if (damage_.empty() && discarded_ == 0) {
    const bool may_lack_body = message_.type != MessageType::request && payload.size() == http::find_head_end(payload);
    const bool is_cut = length_ ? payload.size() < *length_ && !may_lack_body : is_unfinished(payload, message_.type);
    if (is_cut) damage_ = "cut off at the end of the file";
  }
  return found(payload_end, ahead().size());
}

// Holds at most the limit of a record that is too large, and nothing of a damaged one.
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

// Takes the current record and resets the state; false if the record was damaged.
bool RecordDecoder::take(Message& message) {
  const bool is_whole = damage_.empty();
  if (is_whole) {
    const std::size_t size = payload_end_ - payload_;
    const std::size_t kept = std::min(size, message_limit_);
    message = std::move(message_);
    message_.extra.clear();
    message.cut_off = size + discarded_ > message_limit_;
    if (message.type == MessageType::request && !message.cut_off) {
      const bool is_framed = has_field_ || is_coded_;
      message.cut_off =
          is_framed ? is_unfinished(ahead().substr(payload_, kept), message.type) : length_ && size < *length_;
    }
    message.payload = Payload(ahead().substr(payload_, kept));
  } else {
    damaged_.push_back({offset(), std::exchange(damage_, {})});
  }
  begin_ += record_end_;
  offset_ += std::exchange(discarded_, 0);
  length_.reset();
  has_field_ = is_coded_ = false;
  step_ = Step::metadata;
  return is_whole;
}

}  // namespace gor
