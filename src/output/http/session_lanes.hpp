// SPDX-License-Identifier: Apache-2.0
// The waiting requests of --recognize-tcp-sessions, in a queue per recorded session.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "output/http/queue.hpp"

namespace gor {

/// A session queue has at most one server, `Server`, and a server one queue, so that the requests of a session use one
/// connection, in order. A queue exists while requests wait in it or a server has it. One thread.
template <class Server>
class SessionLanes {
 public:
  /// Memory of a queue, in addition to its requests.
  static constexpr std::size_t kLaneBytes = 512;
  struct Lane {
    std::string session;
    std::list<QueuedRequest> waiting;  // an empty one takes nothing
    Server* server = nullptr;
  };

  /// Returns the server of its queue, if there is one.
  Server* add(QueuedRequest request) {
    auto& lane = lanes_[std::string(request.message.id.session())];
    if (lane.session.empty()) lane.session = request.message.id.session();
    const bool is_new = lane.server == nullptr && lane.waiting.empty();
    lane.waiting.push_back(std::move(request));
    if (is_new) unserved_.push_back(&lane);
    return lane.server;
  }

  std::size_t count_unserved() const noexcept { return unserved_.size(); }
  /// Gives the queue that has been without a server for longest to `server`, which must have none; null if there is no
  /// such queue.
  Lane* serve_next(Server& server) {
    if (unserved_.empty()) return nullptr;
    Lane* const lane = unserved_.front();
    unserved_.pop_front();
    lane->server = &server;
    return lane;
  }
  /// Separates the queue from its server.
  void leave(Lane& lane) {
    lane.server = nullptr;
    if (lane.waiting.empty()) {
      lanes_.erase(std::string(lane.session));
    } else {
      unserved_.push_back(&lane);
    }
  }

  /// Calls `end` with every waiting request, and forgets them.
  template <class End>
  void clear(End end) {
    unserved_.clear();
    for (auto named = lanes_.begin(); named != lanes_.end();) {
      Lane& lane = named->second;
      for (const QueuedRequest& request : lane.waiting) end(request);
      lane.waiting.clear();
      named = lane.server == nullptr ? lanes_.erase(named) : std::next(named);
    }
  }

 private:
  std::unordered_map<std::string, Lane> lanes_;
  std::list<Lane*> unserved_;  // requests wait in each
};

}  // namespace gor
