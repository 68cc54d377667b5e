// SPDX-License-Identifier: Apache-2.0
// The table of our own connections: spans of time for each pair of endpoints, forgotten a while after they end.
#include "net/own_connections.hpp"

namespace gor::net {
namespace {

using namespace std::chrono_literals;

/// How long after the close a capture may still come upon packets of the connection.
constexpr auto kKeep = 60s;
constexpr auto kSweepEvery = 5s;
/// The kernel's packet times and our clock are the same clock read at different places.
constexpr auto kSlack = 10ms;

Timestamp now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

}  // namespace

void OwnConnections::opened(const Endpoint& local, const Endpoint& remote) {
  const Timestamp time = now();
  std::lock_guard lock(mutex_);
  forget_old(time);
  // The handshake came before this call; a previous owner of the port cannot have been there within the slack.
  spans_.emplace(std::pair{local, remote}, Span{time - kSlack, Timestamp::max()});
}

void OwnConnections::closed(const Endpoint& local, const Endpoint& remote) {
  const Timestamp time = now();
  std::lock_guard lock(mutex_);
  const auto [first, last] = spans_.equal_range({local, remote});
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second.until == Timestamp::max()) entry->second.until = time + kSlack;
  }
}

bool OwnConnections::has(const Endpoint& local, const Endpoint& remote, Timestamp time) const {
  std::lock_guard lock(mutex_);
  const auto [first, last] = spans_.equal_range({local, remote});
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second.from <= time && time <= entry->second.until) return true;
  }
  return false;
}

void OwnConnections::forget_old(Timestamp time) {
  if (time < next_sweep_) return;
  next_sweep_ = time + kSweepEvery;
  std::erase_if(spans_, [&](const auto& entry) {
    return entry.second.until != Timestamp::max() && entry.second.until + kKeep < time;
  });
}

}  // namespace gor::net
