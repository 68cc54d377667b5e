// SPDX-License-Identifier: Apache-2.0
// The requests that wait, each in the lane of its recorded session (--recognize-tcp-sessions).
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "output/http/queue.hpp"

namespace gor {

/// A lane has one server at most, `Server`, and a server one lane: so the requests of a session go over one connection,
/// in order. A lane lives while something waits in it or somebody serves it. One thread.
template <class Server>
class SessionLanes {
 public:
  /// What a lane takes beside its requests.
  static constexpr std::size_t kLaneBytes = 512;
  struct Lane {
    std::string session;
    std::list<QueuedRequest> waiting;  // an empty one takes nothing
    Server* server = nullptr;
  };

  /// Returns the one who serves its lane, if anybody does.
  Server* add(QueuedRequest request) {
    auto& lane = lanes_[std::string(request.message.id.session())];
    if (lane.session.empty()) lane.session = request.message.id.session();
    const bool is_new = lane.server == nullptr && lane.waiting.empty();
    lane.waiting.push_back(std::move(request));
    if (is_new) unserved_.push_back(&lane);
    return lane.server;
  }

  std::size_t count_unserved() const noexcept { return unserved_.size(); }
  /// Gives the lane that has been without a server for longest to `server`, which must have none; null if all have one.
  Lane* serve_next(Server& server) {
    if (unserved_.empty()) return nullptr;
    Lane* const lane = unserved_.front();
    unserved_.pop_front();
    lane->server = &server;
    return lane;
  }
  /// Its server leaves it.
  void leave(Lane& lane) {
    lane.server = nullptr;
    if (lane.waiting.empty()) {
      lanes_.erase(std::string(lane.session));
    } else {
      unserved_.push_back(&lane);
    }
  }

  /// Calls `end` with everything that waits, and forgets it.
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
  std::list<Lane*> unserved_;  // something waits in them
};

}  // namespace gor
