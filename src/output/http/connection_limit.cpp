// SPDX-License-Identifier: Apache-2.0
#include "output/http/connection_limit.hpp"

#include <algorithm>

namespace gor {
namespace {

using namespace std::chrono_literals;
using Clock = ConnectionLimit::Clock;

constexpr std::size_t kFirstLimit = 4;
constexpr std::uint64_t kEnoughAnswers = 200;  // enough to measure a rate
constexpr Clock::duration kLongEnough = 10ms;  // even with fewer responses
constexpr double kWorthwhile = 1.1;            // times the earlier rate, for twice the connections
constexpr Clock::duration kFirstPause = 100ms;
constexpr Clock::duration kLongestPause = 5s;

}  // namespace

ConnectionLimit::ConnectionLimit(std::size_t least, std::size_t most)
    : most_(std::max(least, most)),
      limit_(std::min(most_, std::max(least, kFirstLimit))),
      silence_(kLongEnough),
      pause_(kFirstPause) {}

void ConnectionLimit::measure_from(Clock::time_point now, std::uint64_t answered) {
  measures_ = true;
  since_ = now;
  answered_ = answered;
}

void ConnectionLimit::look(Clock::time_point now, std::uint64_t answered, Clock::duration round_trip) {
  if (!measures_) return measure_from(now, answered);
  const Clock::duration elapsed = now - since_;
  const std::uint64_t answers = answered - answered_;
  if (answers == 0) {
    if (elapsed < silence_) return;
    silence_ *= 2;
    limit_ = std::min(2 * limit_, most_);
    return measure_from(now, answered);
  }
  if (elapsed < 2 * round_trip || (answers < kEnoughAnswers && elapsed < kLongEnough)) return;
  silence_ = kLongEnough;
  judge(now, static_cast<double>(answers) / std::chrono::duration<double>(elapsed).count());
  measure_from(now, answered);
}

void ConnectionLimit::judge(Clock::time_point now, double rate) {
  if (limit_before_ != 0) {
    if (rate < kWorthwhile * rate_before_) {
      limit_ = limit_before_;
      paused_until_ = now + pause_;
      pause_ = std::min(2 * pause_, kLongestPause);
    } else {
      pause_ = kFirstPause;
    }
    limit_before_ = 0;
  }
  if (now < paused_until_ || limit_ == most_) return;
  limit_before_ = limit_;
  rate_before_ = rate;
  limit_ = std::min(2 * limit_, most_);
}

}  // namespace gor
