// SPDX-License-Identifier: Apache-2.0
// The answer to a request in a protocol that is not known: its bytes, and when it is over.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

#include "gor/payload.hpp"

namespace gor {

/// A protocol that is not known does not show where an answer ends. It is over when the server has been silent for
/// long. When the session's next request waits, it is over sooner: after twice the time that its first byte took, since
/// the pauses within an answer are those of the network. Times are passed in.
class Answer {
 public:
  using Clock = std::chrono::steady_clock;

  /// `timeout`: an answer takes no longer, and silence of a fifth of it ends it. `keep_bytes`: how much of it is kept.
  Answer(Clock::duration timeout, std::size_t keep_bytes) : timeout_(timeout), keep_bytes_(keep_bytes) {}

  /// A request is about to be written.
  void begin() {
    has_bytes_ = false;
    bytes_.clear();
  }
  /// It was written completely. Some servers answer before that.
  void note_written(Clock::time_point now) {
    written_ = last_ = now;
    if (!has_bytes_) first_ = now;
  }
  void add(std::string_view bytes, Clock::time_point now) {
    if (!has_bytes_) first_ = now;
    has_bytes_ = true;
    last_ = now;
    bytes_.append(bytes.substr(0, keep_bytes_ - std::min(keep_bytes_, bytes_.size())));
  }

  bool has_bytes() const noexcept { return has_bytes_; }
  /// When it is over unless more bytes come.
  Clock::time_point over_at(bool next_waits) const noexcept {
    Clock::duration silence = timeout_ / 5;
    if (next_waits && has_bytes_)
      silence = std::clamp(2 * (first_ - written_), std::min(kLeastSilence, silence), silence);
    return std::min(last_ + silence, written_ + timeout_);
  }
  Clock::time_point first_byte() const noexcept { return first_; }
  /// From the end of the request to the last byte.
  Clock::duration latency() const noexcept { return last_ - written_; }
  std::string_view view() const noexcept { return bytes_.view(); }
  Payload take() noexcept { return bytes_.finish(); }

 private:
  static constexpr Clock::duration kLeastSilence = std::chrono::microseconds(200);

  Clock::duration timeout_;
  std::size_t keep_bytes_;
  Clock::time_point written_;
  Clock::time_point first_;
  Clock::time_point last_;
  bool has_bytes_ = false;
  PayloadBuilder bytes_;
};

}  // namespace gor
