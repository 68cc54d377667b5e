// SPDX-License-Identifier: Apache-2.0
// The connections of a listening input, bounded in number and in the bytes that they hold.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "gor/ledger.hpp"

#include "base/limited_log.hpp"
#include "base/memory_budget.hpp"
#include "base/metric_families.hpp"
#include "input/idle_ticks.hpp"
#include "net/server_connection.hpp"

namespace gor {

/// The common part of every connection.
struct Guest {
  using Clock = std::chrono::steady_clock;

  explicit Guest(net::ServerSocket socket, IdleTicks until_final = IdleTicks())
      : connection(std::move(socket)), idle_ticks(until_final) {}

  net::ServerConnection connection;
  Clock::time_point last_moved = Clock::now();  ///< bytes in either direction
  IdleTicks idle_ticks;                         ///< ticks since then
  std::size_t held_bytes = 0;                   ///< counted in the memory budget
  bool is_ready = false;                        ///< its handshakes are complete
};

/// The connection limit of each of `listeners`: 10,000, or an equal share of three quarters of the descriptors, so that
/// no listener can use up the descriptors of the others.
std::size_t most_guests(std::size_t listeners);

/// `Kind` is derived from Guest. At the limit, the connection that has been silent for longest, and for a second at
/// least, is closed in favour of the new one. Used on the io thread only.
template <class Kind>
class Guests {
  using List = std::list<Kind>;

 public:
  using Iterator = typename List::iterator;

  /// The cost of a connection: its buffers and coroutines, and those of TLS.
  static constexpr std::size_t kPlainBytes = std::size_t{8} * 1024;
  static constexpr std::size_t kTlsBytes = std::size_t{96} * 1024;

  /// Metric "turned away": connections closed in favour of others, or for memory.
  Guests(std::size_t most, std::shared_ptr<MemoryBudget> memory, StationMetrics& station, LimitedLog& warnings)
      : most_(most),
        memory_(std::move(memory), "connections of inputs"),
        turned_away_(station.counter(metrics::kTurnedAway)),
        open_(station.gauge(metrics::kOpenConnections)),
        warnings_(warnings) {}

  /// Empty if there is no room: the socket is then closed. Return it with leave().
  template <class... Parts>
  std::optional<Iterator> admit(net::ServerSocket socket, Parts&&... parts) {
    if (list_.size() >= most_) {
      turned_away_.add();
      warnings_.warn("too many connections: closing a silent one, or the new one");
      if (!close_a_silent_one()) return std::nullopt;
    }
    const auto guest = list_.emplace(list_.end(), std::move(socket), std::forward<Parts>(parts)...);
    open_.rise();
    return guest;
  }
  void leave(Iterator guest) {
    memory_.remove(guest->held_bytes);
    list_.erase(guest);
    open_.fall();
  }

  /// Out of descriptors: closes a silent connection, if there is one.
  void make_room() {
    if (!close_a_silent_one()) return;
    turned_away_.add();
    warnings_.warn("no descriptors left: closing a silent connection");
  }

  void note_movement(Iterator guest) {
    guest->last_moved = Guest::Clock::now();
    guest->idle_ticks.begin_anew();
    list_.splice(list_.end(), list_, guest);
  }

  /// Accounts for `bytes` held by the guest, beside the connection itself. If it holds more than before and memory is
  /// over its limit, a silent guest is closed. False: no guest is silent, and this one must free memory.
  bool holds(Guest& guest, std::size_t bytes) {
    bytes += guest.connection.is_secure() ? kTlsBytes : kPlainBytes;
    const std::size_t before = std::exchange(guest.held_bytes, bytes);
    memory_.add(bytes);
    memory_.remove(before);
    if (bytes <= before || !memory_.must_give_way()) return true;
    turned_away_.add();
    warnings_.warn("--memory-limit: closing a silent connection, or the one that has grown");
    return close_a_silent_one();
  }

  void close_all() {
    for (Kind& guest : list_) guest.connection.close();
  }

  bool empty() const noexcept { return list_.empty(); }
  std::size_t size() const noexcept { return list_.size(); }
  Iterator begin() noexcept { return list_.begin(); }
  Iterator end() noexcept { return list_.end(); }

 private:
  static constexpr auto kSilent = std::chrono::seconds(1);

  bool close_a_silent_one() {
    const auto before = Guest::Clock::now() - kSilent;
    // Guests at the front may be closed but not gone yet.
    const auto found = std::find_if(list_.begin(), list_.end(), [&](const Guest& guest) {
      return guest.connection.is_open() || guest.last_moved >= before;
    });
    if (found == list_.end() || found->last_moved >= before) return false;
    found->connection.close();
    return true;
  }

  const std::size_t most_;
  MemoryShare memory_;
  Counter& turned_away_;
  Gauge& open_;
  LimitedLog& warnings_;
  List list_;  // ordered by silence, the longest first
};

}  // namespace gor
