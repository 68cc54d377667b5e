// SPDX-License-Identifier: Apache-2.0
// The two queues of an HTTP output: requests that wait for a connection, and responses that wait to be read.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"
#include "gor/output.hpp"

namespace gor {

/// What the statistics line shows: the queue's length as the writers saw it.
class QueueFigures {
 public:
  static constexpr const char* kHeader = "output_http:latest,mean,max,count,count/second";
  void note(std::size_t length) noexcept;
  /// The line for what was noted since the last call, which was `interval` ago.
  std::string take_line(std::chrono::milliseconds interval);

 private:
  std::uint64_t latest_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t max_ = 0;
  std::uint64_t count_ = 0;
};

/// Bounded by count and bytes, both counted until a request starts. Many writers; the io thread takes all there is at
/// once and is woken only when it has run dry.
class RequestQueue {
 public:
  struct Item {
    Message message;
    std::chrono::steady_clock::time_point queued;
  };

  /// What the reader has taken, oldest first.
  class Batch {
   public:
    bool empty() const noexcept { return next_ == items_.size(); }
    std::size_t size() const noexcept { return items_.size() - next_; }
    const Item& front() const { return items_[next_]; }
    Item pop() { return std::move(items_[next_++]); }

   private:
    friend class RequestQueue;
    std::vector<Item> items_;
    std::size_t next_ = 0;
  };

  /// `wake` is called by a writer, without a lock, when the reader must take().
  RequestQueue(std::size_t limit_items, std::size_t limit_bytes, Station& station, std::function<void()> wake);

  /// Takes the message or counts why not. Any thread.
  void write(const Message& message, SourceKind source);
  /// Fills the batch, if it is empty, with all that is queued. False: there was nothing, and the next write wakes the
  /// reader. The reader's thread.
  bool take(Batch& batch);
  /// An item that was taken is no longer waiting. The reader's thread.
  void started(const Item& item);
  /// A message has left the output. The reader's thread.
  void finished() noexcept { held_.fetch_sub(1, std::memory_order_release); }

  /// Counts a message of the reader's as dropped by shutdown, under the lock that the writers share.
  void drop_at_shutdown(MessageType type);
  /// write() only counts from now on; writers that wait wake.
  void close();
  std::uint64_t held() const noexcept { return held_.load(std::memory_order_acquire); }
  std::string take_figures(std::chrono::milliseconds interval);

 private:
  bool has_room(std::size_t bytes) const;

  const std::size_t limit_items_;
  const std::size_t limit_bytes_;
  Station& station_;
  Count& queue_full_;
  Count& shutdown_;
  Count& other_type_;
  Count& connect_;
  Count& cut_off_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Item> items_;
  QueueFigures figures_;
  bool closed_ = false;
  bool reader_waits_ = true;
  std::atomic<std::size_t> waiting_items_{0};
  std::atomic<std::size_t> waiting_bytes_{0};
  std::atomic<std::uint64_t> held_{0};
};

/// The replayed responses. The io thread writes and never waits: full means dropped and counted.
class ResponseQueue final : public Input {
 public:
  ResponseQueue(std::size_t limit_items, std::size_t limit_bytes, Station& station);

  void push(Message message);
  /// What is queued can still be read.
  void close();
  bool is_empty() const;

  std::optional<Message> read() override;
  void stop() override { close(); }
  SourceKind kind() const override { return SourceKind::live; }

 private:
  const std::size_t limit_items_;
  const std::size_t limit_bytes_;
  Station& station_;
  Count& queue_full_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Message> items_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace gor
