// SPDX-License-Identifier: Apache-2.0
#include "admin/history.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "report/stats_json.hpp"

namespace gor::admin {
namespace {

constexpr std::chrono::seconds kInterval{5};
constexpr std::size_t kMostReports = 60;
constexpr std::size_t kMostBytes = std::size_t{4} << 20;

}  // namespace

History::History(const report::Source& source) : source_(source), thread_([this] { run(); }) {}

History::~History() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  end_.notify_all();
  thread_.join();
}

void History::run() {
  std::unique_lock lock(mutex_);
  while (!is_over_) {
    lock.unlock();
    std::string report = report::stats_json(source_, wall_clock_now());
    lock.lock();
    bytes_ += report.size();
    reports_.push_back(std::move(report));
    while (reports_.size() > kMostReports || bytes_ > kMostBytes) {
      bytes_ -= reports_.front().size();
      reports_.pop_front();
    }
    end_.wait_for(lock, kInterval, [this] { return is_over_; });
  }
}

std::string History::json() const {
  const std::lock_guard lock(mutex_);
  return fmt::format("[{}]", fmt::join(reports_, ","));
}

}  // namespace gor::admin
