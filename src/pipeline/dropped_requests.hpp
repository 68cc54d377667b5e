// SPDX-License-Identifier: Apache-2.0
// Which requests a stage has dropped, so that their responses share their fate.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

namespace gor {

/// Remembers each for a minute, and at most kMost: a response that comes later passes. Any thread.
class DroppedRequests {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMost = 1 << 18;

  /// `reason` counts its responses too, and outlives this object.
  void add(const MessageId& id, Count& reason, Time now);
  /// The request has come again (a recording that loops) and has passed.
  void remove(const MessageId& id);
  /// Null if the request was not dropped.
  Count* reason(const MessageId& id) const;

 private:
  struct Drop {
    Time at;
    Count* reason;
  };
  struct Order {
    Time at;
    std::uint64_t id;
  };
  mutable std::mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, Drop> drops_;  // by the hash of the id
  std::deque<Order> order_;
};

}  // namespace gor
