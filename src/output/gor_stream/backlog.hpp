// SPDX-License-Identifier: Apache-2.0
// The messages that wait to be sent to another gor, distributed over its connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/queue.hpp"
#include "output/gor_stream/worker.hpp"

namespace gor {

struct StreamBacklogOptions {
  bool sticky;          ///< each id waits for its own connection; else all share one queue
  bool acknowledge;     ///< sent messages stay with their connection until they are confirmed
  std::uint64_t share;  ///< bytes of messages that may wait for one connection, or be sent and unconfirmed
};

/// Used on the io thread only.
class StreamBacklog {
 public:
  /// Bytes written at once.
  static constexpr std::size_t kBatch = std::size_t{128} * 1024;

  /// `queue_full` counts live messages whose connection's queue is full. The references must outlive it.
  StreamBacklog(const StreamBacklogOptions& options, Queue<Message>& queue, MessageCounter& queue_full)
      : options_(options), queue_(queue), queue_full_(queue_full) {}

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
  /// Whether no message waits and none is taken.
  bool is_empty() const;

  void end(const Message& message, MessageCounter& fate);
  /// Drops all waiting messages.
  void drop(MessageCounter& fate);
  /// Drops all messages that the worker has taken.
  void drop(RecordWorker& worker, MessageCounter& fate) { drop(worker.taken, fate); }

 private:
  bool fetch();
  void share_out();
  void drop(Queue<Message>::Items& messages, MessageCounter& fate);
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
};

}  // namespace gor
