// SPDX-License-Identifier: Apache-2.0
// The lines on their way to a middleware's stdin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gor/message.hpp"

#include "base/queue.hpp"
#include "record/middleware_line.hpp"

namespace gor {

/// Positions count among all bytes of lines since the start. One thread.
class OutgoingLines {
 public:
  /// What is needed of a message once its line is written.
  struct Line {
    std::uint64_t end;
    MessageType type;
    std::size_t bytes;  ///< of the message, in the queue
    Queue<Message>* queue;
    MessageId id;
    std::shared_ptr<const Completion> ticket;
    std::shared_ptr<const Completion> receipt;
  };

  /// Appends the message's line; takes its completions. `bytes` and `queue` are kept for the end.
  void add(Message& message, std::size_t bytes, Queue<Message>& queue) {
    append_middleware_line(bytes_, message);
    lines_.push_back(
        {end(), message.type, bytes, &queue, message.id, std::move(message.ticket), std::move(message.receipt)});
  }

  std::string_view unwritten() const { return std::string_view(bytes_).substr(written_ - begin_); }
  bool is_empty() const noexcept { return lines_.empty(); }

  /// `size` more bytes were written. Calls `end_line(Line)` for each line that is complete now.
  template <class EndLine>
  void note_written(std::size_t size, EndLine end_line) {
    written_ += size;
    while (!lines_.empty() && lines_.front().end <= written_) end_line(take_front());
    if (!lines_.empty() && line_begin_ - begin_ < kKept) return;
    bytes_.erase(0, line_begin_ - begin_);
    begin_ = line_begin_;
  }
  /// The line that was not written to its end is to be written again.
  void rewind() noexcept { written_ = line_begin_; }
  Line take_front() {
    Line line = std::move(lines_.front());
    lines_.pop_front();
    line_begin_ = line.end;
    return line;
  }

 private:
  static constexpr std::size_t kKept = std::size_t{256} * 1024;  // written bytes, before they are erased

  std::uint64_t end() const noexcept { return begin_ + bytes_.size(); }

  std::string bytes_;
  std::uint64_t begin_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t line_begin_ = 0;  // of the first line that is not complete
  std::deque<Line> lines_;
};

}  // namespace gor
