// SPDX-License-Identifier: Apache-2.0
// The messages that wait to be sent to another gor, distributed over its connections.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/queue.hpp"
#include "net/backoff.hpp"
#include "output/gor_stream/worker.hpp"

namespace gor {

struct StreamBacklogOptions {
  bool sticky;                ///< each id waits for its own connection; else all share one queue
  bool acknowledge;           ///< sent messages stay with their connection until they are confirmed
  std::uint64_t share;        ///< bytes of messages that may wait for one connection, or be sent and unconfirmed
  std::uint64_t undelivered;  ///< bytes of messages that may wait to be sent again; the oldest are given up
};

/// Used on the io thread only.
class StreamBacklog {
 public:
  /// Bytes written at once.
  static constexpr std::size_t kBatch = std::size_t{128} * 1024;

  /// `queue_full` counts live messages whose connection's queue is full, `not_delivered` messages that are not sent
  /// again any more. The references must outlive it.
  StreamBacklog(const StreamBacklogOptions& options, Queue<Message>& queue, MessageCounter& queue_full,
                MessageCounter& not_delivered)
      : options_(options), queue_(queue), queue_full_(queue_full), not_delivered_(not_delivered) {}

  /// Call it before traffic starts. The worker must outlive the backlog's use.
  void add(RecordWorker& worker) { workers_.push_back(&worker); }

  /// Takes queued messages, and wakes workers that can send them.
  void dispatch();
  /// Says that the worker has an open connection and nothing to send, until wake().
  void rest(RecordWorker& worker) { idle_.push_back(&worker); }
  void wake(RecordWorker& worker);
  /// Gives the worker the next messages, as many as it may have.
  void take_batch(RecordWorker& worker);
  /// After the worker's connection broke: lets others send its unsent messages sooner. Messages to be acknowledged stay
  /// with it, since they would get other numbers elsewhere.
  void put_back(RecordWorker& worker);
  /// Keeps a message that the receiver could not deliver, to be sent again after a second, and ever more seldom while
  /// that does not help.
  void send_again(Message message, std::chrono::steady_clock::time_point now);
  /// Lets messages be sent again whose time has come. Call it often.
  void retry(std::chrono::steady_clock::time_point now);
  /// Whether no message waits and none is taken.
  bool is_empty() const;

  void end(const Message& message, MessageCounter& fate);
  /// Loses all waiting messages.
  void lose_all(MessageCounter& reason);
  /// Loses all messages that the worker has taken.
  void lose_all(RecordWorker& worker, MessageCounter& reason) { lose_all(worker.taken, reason); }

 private:
  bool fetch();
  void share_out();
  void lose_all(Queue<Message>::Items& messages, MessageCounter& reason);
  void lose(const Message& message, MessageCounter& reason);
  bool may_take(const RecordWorker& worker) const {
    return worker.taken.empty() || (options_.acknowledge && worker.taken_bytes < options_.share);
  }
  Queue<Message>::Items& line_of(RecordWorker& worker) { return options_.sticky ? worker.line : line_; }

  const StreamBacklogOptions options_;
  Queue<Message>& queue_;
  MessageCounter& queue_full_;
  std::vector<RecordWorker*> workers_;
  std::vector<RecordWorker*> idle_;
  Queue<Message>::Items line_;
  Queue<Message>::Items arrived_;
  MessageCounter& not_delivered_;
  Queue<Message>::Items undelivered_;
  std::size_t undelivered_bytes_ = 0;
  net::Backoff retry_{std::chrono::seconds(1), std::chrono::minutes(1)};
};

}  // namespace gor
