// SPDX-License-Identifier: Apache-2.0
// Stores time spans per pair of endpoints, and forgets them a while after the connection has ended.
#include "net/own_connections.hpp"

namespace gor::net {
namespace {

using namespace std::chrono_literals;

/// How long after the close a capture may still see packets of the connection.
constexpr auto kKeep = 60s;
/// Packet times and ours come from the same clock, read at different places.
constexpr auto kSlack = 10ms;

}  // namespace

void OwnConnections::opened(const Endpoint& local, const Endpoint& remote) {
  const Timestamp time = wall_clock_now();
  std::lock_guard lock(mutex_);
  forget_old(time);
  Entry& entry = entries_[{local, remote}];
  entry.before = entry.now;
  // The handshake came before this call. No earlier owner of the port can fall within the slack.
  entry.now = {time - kSlack, Timestamp::max()};
}

void OwnConnections::closed(const Endpoint& local, const Endpoint& remote) {
  const Timestamp time = wall_clock_now();
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(Ends{local, remote});
  if (found == entries_.end()) return;
  found->second.now.until = time + kSlack;
  closed_.push_back({found->second.now.until, found->first});
}

bool OwnConnections::has(const Endpoint& local, const Endpoint& remote, Timestamp time) const {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(Ends{local, remote});
  return found != entries_.end() && (found->second.now.has(time) || found->second.before.has(time));
}

void OwnConnections::forget_old(Timestamp time) {
  for (; !closed_.empty() && closed_.front().at + kKeep < time; closed_.pop_front()) {
    const auto found = entries_.find(closed_.front().ends);
    // The connection may have been opened again since.
    if (found != entries_.end() && found->second.now.until == closed_.front().at) entries_.erase(found);
  }
}

}  // namespace gor::net
