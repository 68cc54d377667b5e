// SPDX-License-Identifier: Apache-2.0
// The messages that wait to be sent to another gor, shared out among its connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/queue.hpp"
#include "output/stream/worker.hpp"

namespace gor {

struct StreamBacklogOptions {
  bool sticky;          ///< each id has its connection, and waits in that one's line; else all wait in one line
  bool acknowledge;     ///< what was sent stays with its connection until it is confirmed
  std::uint64_t share;  ///< bytes of messages that a connection may have in its line, or sent and not confirmed
};

/// Everything on the io thread.
class StreamBacklog {
 public:
  /// Bytes written at once.
  static constexpr std::size_t kBatch = std::size_t{128} * 1024;

  /// `queue_full`: of live messages whose connection's line is full. The references outlive it.
  StreamBacklog(const StreamBacklogOptions& options, Queue<Message>& queue, Count& queue_full)
      : options_(options), queue_(queue), queue_full_(queue_full) {}

  /// Before the traffic. It outlives the backlog's use.
  void add(RecordWorker& worker) { workers_.push_back(&worker); }

  /// Takes what was queued, and wakes whoever can send it.
  void dispatch();
  /// The worker has an open connection and nothing to send, until wake().
  void rest(RecordWorker& worker) { idle_.push_back(&worker); }
  void wake(RecordWorker& worker);
  /// Gives the worker the next messages, as far as it may have more.
  void take_batch(RecordWorker& worker);
  /// The worker's connection broke: others may send sooner what it has not sent. What is acknowledged stays with it: it
  /// would have another number there.
  void put_back(RecordWorker& worker);
  /// Whether no message waits and none is taken.
  bool is_empty() const;

  void end(const Message& message, Count& fate);
  /// All that waits.
  void drop(Count& fate);
  /// All that the worker has taken.
  void drop(RecordWorker& worker, Count& fate) { drop(worker.taken, fate); }

 private:
  bool fetch();
  void share_out();
  void drop(Queue<Message>::Items& messages, Count& fate);
  bool may_take(const RecordWorker& worker) const {
    return worker.taken.empty() || (options_.acknowledge && worker.taken_bytes < options_.share);
  }
  Queue<Message>::Items& line_of(RecordWorker& worker) { return options_.sticky ? worker.line : line_; }

  const StreamBacklogOptions options_;
  Queue<Message>& queue_;
  Count& queue_full_;
  std::vector<RecordWorker*> workers_;
  std::vector<RecordWorker*> idle_;
  Queue<Message>::Items line_;
  Queue<Message>::Items arrived_;
};

}  // namespace gor
