// SPDX-License-Identifier: Apache-2.0
// The accounts of every station: messages in, out and lost, so that each one is accounted for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gor/histogram.hpp"
#include "gor/message.hpp"
#include "gor/metrics.hpp"

namespace gor {

/// What names a station.
struct StationName {
  StationName(std::string_view of_kind, std::string_view of_address = {}, std::size_t of_number = 0);  // NOLINT
  StationName(const char* of_kind) : StationName(std::string_view(of_kind)) {}                         // NOLINT

  std::string kind;        ///< "output-http", "filters of output-http"
  std::string address;     ///< the value of its flag, without secrets, of limited length; may be empty
  std::size_t number = 0;  ///< of the input or output among those of its kind, from 1; 0: it belongs to none

  /// "output-http http://host": one line of limited length.
  std::string text() const;
};

/// The numbers of one station. Their law: in + born = out + dropped + failed + ignored + held, and held is 0 at exit.
/// References that it returns stay valid as long as it lives.
class StationMetrics {
 public:
  enum class Fate { dropped, failed, ignored };
  struct Reason {
    Fate fate;
    std::string name;
    MessageCounter count;
  };

  explicit StationMetrics(StationName name) : name_(std::move(name)), text_(name_.text()) {}

  const StationName& name() const noexcept { return name_; }
  /// The name in words.
  const std::string& text() const noexcept { return text_; }
  MessageCounter in;    ///< received from the previous station
  MessageCounter born;  ///< made here (inputs, responses)
  MessageCounter out;   ///< passed on, or delivered

  /// Finds or creates the counter of a reason. Takes a lock: call it once, before traffic starts.
  MessageCounter& dropped(std::string_view reason) { return reason_count(Fate::dropped, reason); }
  MessageCounter& failed(std::string_view reason) { return reason_count(Fate::failed, reason); }
  MessageCounter& ignored(std::string_view reason) { return reason_count(Fate::ignored, reason); }
  /// Finds or creates a number outside the law (packets, resends). Takes a lock. `family` must outlive the station.
  Counter& counter(const MetricFamily& family, const Labels& labels = {}, std::string_view qualifier = {});
  Gauge& gauge(const MetricFamily& family, const Labels& labels = {});
  Histogram& histogram(const MetricFamily& family, const Labels& labels = {});

  /// Reports a failure that ends the work of the station: logs it, and makes the exit code 1. Any thread.
  void fail(std::string_view why);
  /// The reason given to fail(), if it was called.
  std::optional<std::string> failure() const;

  /// Messages inside the station now, by the law. Never negative, except for the moment between two counts.
  std::int64_t held() const;

  /// Calls `each(const Reason&)`, `each(const Series<Counter>&)` and so on, under the lock.
  template <class Each>
  void for_each_reason(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& reason : reasons_) each(reason);
  }
  template <class Each>
  void for_each_counter(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& series : counters_) each(series);
  }
  template <class Each>
  void for_each_gauge(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& series : gauges_) each(series);
  }
  template <class Each>
  void for_each_histogram(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& series : histograms_) each(series);
  }

 private:
  MessageCounter& reason_count(Fate fate, std::string_view reason);

  const StationName name_;
  const std::string text_;
  mutable std::mutex mutex_;
  std::deque<Reason> reasons_;
  std::deque<Series<Counter>> counters_;
  std::deque<Series<Gauge>> gauges_;
  std::deque<Series<Histogram>> histograms_;
  std::optional<std::string> failure_;
};

/// Counts a message that is lost: it could not be delivered, and was not dropped on purpose. Its source gets to know.
inline void lose(const Message& message, MessageCounter& reason) {
  reason.add(message.type);
  if (message.receipt) message.receipt->fail();
}

/// The rows of all stations, in pipeline order.
class Ledger {
 public:
  /// Adds a row. Call it before traffic starts; the reference stays valid.
  StationMetrics& station(StationName name) { return stations_.emplace_back(std::move(name)); }

  bool any_failed() const;
  const std::deque<StationMetrics>& stations() const noexcept { return stations_; }
  std::deque<StationMetrics>& stations() noexcept { return stations_; }

 private:
  std::deque<StationMetrics> stations_;
};

}  // namespace gor
