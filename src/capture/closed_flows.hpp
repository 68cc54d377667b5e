// SPDX-License-Identifier: Apache-2.0
// Connections that have ended, remembered for a while at little cost: what repeats their data is nothing new.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/message.hpp"

namespace gor::capture {

/// A retransmission may come long after the close (RFC 6298: after 1, 3, 7, 15, 31 s). Used by one thread; bounded.
class ClosedFlows {
 public:
  static constexpr std::chrono::nanoseconds kRemembered = std::chrono::seconds(60);
  static constexpr std::size_t kMost = 1 << 18;  ///< about 15 MB; the oldest go first

  /// The number that each end would have sent next; empty: unknown.
  struct Next {
    std::optional<std::uint32_t> low;
    std::optional<std::uint32_t> high;
  };

  /// `flow`: a hash that nobody outside can choose.
  void add(std::uint64_t flow, const Next& next, Timestamp now);
  /// What is known of it; null if nothing. Valid until the next call.
  const Next* find(std::uint64_t flow) const noexcept;
  /// The flow is in use again.
  void forget(std::uint64_t flow) { flows_.erase(flow); }
  void expire(Timestamp now);

 private:
  struct Flow {
    Next next;
    Timestamp closed;
  };
  struct Closed {
    Timestamp at;
    std::uint64_t flow;
  };
  void forget_oldest();

  boost::unordered_flat_map<std::uint64_t, Flow> flows_;
  std::deque<Closed> order_;
};

}  // namespace gor::capture
