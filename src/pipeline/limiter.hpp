// SPDX-License-Identifier: Apache-2.0
// A stage that lets a part of the traffic pass.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <random>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

#include "pipeline/limit.hpp"
#include "pipeline/verdict_tracker.hpp"

namespace gor {

/// Decides about requests; a response follows its request, as VerdictTracker says. Any thread.
class Limiter final : public Stage {
 public:
  Limiter(Limit limit, StationMetrics& station);

  bool pass(Message& message) override { return passes(message, std::chrono::steady_clock::now()); }
  bool passes(const Message& message, std::chrono::steady_clock::time_point now);

 private:
  bool decide(std::chrono::steady_clock::time_point now);

  const Limit limit_;
  MessageCounter& dropped_;
  VerdictTracker verdicts_;
  std::mutex mutex_;
  std::minstd_rand random_{std::random_device{}()};
  std::chrono::steady_clock::time_point second_end_{};
  std::uint64_t passed_in_second_ = 0;
};

}  // namespace gor
