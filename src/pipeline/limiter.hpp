// SPDX-License-Identifier: Apache-2.0
// Lets a part of the traffic through.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <random>

#include <boost/unordered/unordered_flat_set.hpp>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

#include "pipeline/limit.hpp"

namespace gor {

/// Decides about requests; responses share the fate of their request, which is remembered for a minute (of at most
/// kMaxRemembered dropped requests), and pass if it is unknown. Any thread.
class Limiter final : public Stage {
 public:
  static constexpr std::size_t kMaxRemembered = 1 << 18;

  Limiter(Limit limit, Station& station);

  bool pass(Message& message) override { return passes(message, std::chrono::steady_clock::now()); }
  bool passes(const Message& message, std::chrono::steady_clock::time_point now);

 private:
  struct Dropped {
    std::chrono::steady_clock::time_point at;
    std::uint64_t id;
  };
  bool decide(std::chrono::steady_clock::time_point now);
  void remember(std::uint64_t id, std::chrono::steady_clock::time_point now);

  const Limit limit_;
  Station& station_;
  Count& dropped_;
  std::mutex mutex_;
  std::minstd_rand random_{std::random_device{}()};
  std::chrono::steady_clock::time_point second_end_{};
  std::uint64_t passed_in_second_ = 0;
  std::deque<Dropped> dropped_ids_;
  boost::unordered_flat_set<std::uint64_t> is_dropped_;
};

}  // namespace gor
