// SPDX-License-Identifier: Apache-2.0
// The waiting requests of --recognize-tcp-sessions, in a queue per recorded session.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "output/queued_request.hpp"

namespace gor {

/// A session queue has at most one server, `Server`, and a server one queue, so that the requests of a session use one
/// connection, in order. A queue exists while requests wait in it or a server has it. One thread.
template <class Server>
class SessionQueues {
 public:
  /// Memory of a queue, in addition to its requests.
  static constexpr std::size_t kQueueBytes = 512;
  struct SessionQueue {
    std::string session;
    std::list<QueuedRequest> waiting;  // an empty one takes nothing
    Server* server = nullptr;
  };

  /// Returns the server of its queue, if there is one.
  Server* add(QueuedRequest request) {
    auto& queue = queues_[std::string(request.message.id.session())];
    if (queue.session.empty()) queue.session = request.message.id.session();
    const bool is_new = queue.server == nullptr && queue.waiting.empty();
    queue.waiting.push_back(std::move(request));
    if (is_new) unserved_.push_back(&queue);
    return queue.server;
  }

  std::size_t count_unserved() const noexcept { return unserved_.size(); }
  /// Gives the queue that has been without a server for longest to `server`, which must have none; null if there is no
  /// such queue.
  SessionQueue* serve_next(Server& server) {
    if (unserved_.empty()) return nullptr;
    SessionQueue* const queue = unserved_.front();
    unserved_.pop_front();
    queue->server = &server;
    return queue;
  }
  /// Separates the queue from its server.
  void leave(SessionQueue& queue) {
    queue.server = nullptr;
    if (queue.waiting.empty()) {
      queues_.erase(std::string(queue.session));
    } else {
      unserved_.push_back(&queue);
    }
  }

  /// Calls `end` with every waiting request, and forgets them.
  template <class End>
  void clear(End end) {
    unserved_.clear();
    for (auto named = queues_.begin(); named != queues_.end();) {
      SessionQueue& queue = named->second;
      for (const QueuedRequest& request : queue.waiting) end(request);
      queue.waiting.clear();
      named = queue.server == nullptr ? queues_.erase(named) : std::next(named);
    }
  }

 private:
  std::unordered_map<std::string, SessionQueue> queues_;
  std::list<SessionQueue*> unserved_;  // requests wait in each
};

}  // namespace gor
