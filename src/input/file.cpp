// SPDX-License-Identifier: Apache-2.0
#include "input/file.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "input/replay_clock.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr unsigned kLookEvery = 64;  // messages between two readings of the clock while nothing is waited for

class FileInput final : public Input {
 public:
  FileInput(const FileInputOptions& options, StationMetrics& station)
      : options_(options),
        station_(station),
        set_(options.recordings, station),
        clock_(options.speed, options.max_wait) {
    if (options.loop && !set_.can_rewind()) throw UsageError("--input-file-loop: a pipe cannot be read again");
    station.gauge(metrics::kReplaySize).set(static_cast<std::int64_t>(set_.size()));
  }

  std::optional<Message> read() override {
    std::optional<Message> message(std::in_place);
    if (!next(*message)) message.reset();
    return message;
  }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    stop_.notify_all();
    set_.interrupt();
  }

 private:
  /// False at the end, and after stop().
  bool next(Message& message) {
    const auto time = take(message);
    if (!time) return false;
    // A response does not wait by its own time: it follows its request.
    if (message.type == MessageType::request ? !wait_until_due(message, *time) : is_stopped()) return false;
    message.can_wait = true;
    station_.born.add(message.type);
    station_.out.add(message.type);
    bytes_.add(message.payload.size());
    return true;
  }

  std::optional<Timestamp> take(Message& message) {
    auto time = set_.next(message);
    if (!time && options_.loop && has_any_ && !is_stopped()) {
      set_.rewind();
      clock_.begin_anew();
      time = set_.next(message);
    }
    has_any_ = time.has_value();
    if (!time && !std::exchange(ended_, true)) {
      note_position();
      log::info("input-file {}: end of file", options_.recordings.paths.front());
    }
    return time;
  }

  bool is_stopped() const { return stopped_.load(std::memory_order_relaxed); }

  /// False: stop() came first.
  bool wait_until_due(Message& message, Timestamp time) {
    const auto due_after = clock_.due(time);
    if (const auto jump = clock_.jump()) {
      log::warning("input-file {}: record times jump by {} days; skipping the gap", options_.recordings.paths.front(),
                   std::chrono::duration_cast<std::chrono::days>(*jump).count());
    }
    if (!start_) start_ = now_ = Clock::now();
    const Clock::time_point due = message.due = *start_ + due_after;
    if (due > now_ || ++unlooked_ == kLookEvery) look(due);
    if (due > now_) {
      std::unique_lock lock(mutex_);
      stop_.wait_until(lock, due, [&] { return is_stopped(); });
    }
    return !is_stopped();
  }

  void look(Clock::time_point due) {
    unlooked_ = 0;
    now_ = Clock::now();
    const auto lag = std::max<Clock::duration>(now_ - due, 0ns);
    lag_ns_.set(lag.count());
    note_position();
    most_lag_ms_.set_if_higher(lag / 1ms);
    if (lag < warn_at_) return;
    warn_at_ = 2 * lag;
    log::warning("input-file {}: the replay is {:.1f} s late: nothing is skipped, but it cannot keep the pace",
                 options_.recordings.paths.front(), std::chrono::duration<double>(lag).count());
  }

  void note_position() { position_.set(static_cast<std::int64_t>(set_.position())); }

  const FileInputOptions options_;
  StationMetrics& station_;
  Counter& bytes_ = station_.counter(metrics::kBytes, {{"direction", "out"}});
  Gauge& position_ = station_.gauge(metrics::kReplayPosition);
  Gauge& lag_ns_ = station_.gauge(metrics::kReplayLag);
  Gauge& most_lag_ms_ = station_.gauge(metrics::kMostReplayLag);
  RecordingSet set_;
  ReplayClock clock_;
  std::optional<Clock::time_point> start_;
  Clock::time_point now_;  // the last reading of the clock: records due by then need no other
  unsigned unlooked_ = 0;
  Clock::duration warn_at_ = 1s;
  bool has_any_ = false;  // this round of a loop has had a record
  bool ended_ = false;
  std::mutex mutex_;
  std::condition_variable stop_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

std::unique_ptr<Input> make_file_input(const FileInputOptions& options, StationMetrics& station) {
  return std::make_unique<FileInput>(options, station);
}

}  // namespace gor
