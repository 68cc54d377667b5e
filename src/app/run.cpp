// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"

namespace gor::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

/// now + duration, or the maximum if that overflows.
TimePoint from_now(std::chrono::nanoseconds duration) {
  const TimePoint now = steady_clock::now();
  return duration < TimePoint::max() - now ? now + duration : TimePoint::max();
}

/// Grows with every message that leaves a station.
std::uint64_t work_done(const Ledger& ledger) {
  std::uint64_t sum = 0;
  for (const StationMetrics& station : ledger.stations()) {
    sum += station.out.total();
    station.for_each_reason([&](const StationMetrics::Reason& reason) { sum += reason.count.total(); });
  }
  return sum;
}

class Run {
 public:
  Run(Pipeline& pipeline, const RunOptions& options, StopSignal& stop)
      : pipeline_(pipeline), options_(options), stop_(stop) {}

  void start() {
    if (options_.show_progress && !pipeline_.recordings.empty()) {
      progress_.emplace(pipeline_.recordings, pipeline_.ledger, steady_clock::now());
    }
    pipeline_.responses.start([] {});
    pipeline_.returned.start([] {});
    pipeline_.sources.start([this] { stop_.announce(StopSignal::Cause::end_of_inputs); });
  }

  void wait_for_end() {
    exit_after_ = options_.exit_after == 0ns ? TimePoint::max() : from_now(options_.exit_after);
    while (true) {
      const auto cause = stop_.wait_until(std::min(exit_after_, next_news_));
      log_new_losses();
      if (cause == StopSignal::Cause::end_of_inputs) return;  // finishing may take any time
      if (cause || steady_clock::now() >= exit_after_) return end_by(from_now(options_.drain_timeout));
    }
  }

  void end_by(TimePoint deadline) {
    deadline_ = std::min(deadline_, deadline);
    log::give_up_at(deadline_);
  }

  /// Stops the stations in pipeline order. Work left in one phase at the deadline ends with the next phase: an emitter
  /// may be waiting for room in an output that has none.
  void finish() {
    stop_inputs();
    if (pipeline_.gate) finish_gate();
    if (pipeline_.middleware) wait_until_settled();
    release_waiting_requests();
    if (pipeline_.middleware) close_middleware();
    finish(pipeline_.replays, options_.patience);
    wait_until_ended(pipeline_.responses);
    // Files always accept data. The reader of stdout may pause for any time.
    finish(pipeline_.sinks, std::chrono::nanoseconds::max());
    pipeline_.sources.join();
    if (pipeline_.gate) pipeline_.gate->join();
    if (pipeline_.status_filter) pipeline_.status_filter->join();
    pipeline_.responses.join();
    pipeline_.returned.join();
    next_news_ = {};
    log_new_losses();
    if (progress_) log::show_status("");
  }

 private:
  /// Peers that continue sending get half of the time, since the outputs need some too.
  void stop_inputs() {
    for (const auto& input : pipeline_.inputs) input->stop();
    const auto began = steady_clock::now();
    const auto is_half_over = [&] { return steady_clock::now() - began >= (deadline_ - began) / 2; };
    bool have_ended = false;
    while (!(have_ended = pipeline_.sources.wait_until(steady_clock::now())) && !is_half_over()) wait_a_moment();
    if (have_ended) return;
    for (const auto& input : pipeline_.inputs) input->abandon();
    wait_until_ended(pipeline_.sources);
  }

  void wait_until_ended(EmitterGroup& emitters) {
    while (!emitters.wait_until(steady_clock::now()) && !is_over()) wait_a_moment();
  }

  /// Waits until the gate, the middleware and the outputs whose responses they get have nothing left to do.
  void wait_until_settled() {
    last_progress_ = steady_clock::now();
    while (!is_settled() && !is_over()) {
      wait_a_moment();
      if (lacks_progress(options_.patience)) {
        return log::warning("outputs or the middleware make no progress: giving up the messages that they hold");
      }
    }
  }

  void finish_gate() {
    pipeline_.gate->close(deadline_);
    wait_until_settled();
    pipeline_.gate->close(is_settled() ? deadline_ : steady_clock::now());
  }

  bool is_settled() const {
    const auto is_idle = [](const std::unique_ptr<Output>& output) { return !output || output->is_idle(); };
    return is_idle(pipeline_.gate) && is_idle(pipeline_.middleware) && are_idle(pipeline_.replays);
  }

  void close_middleware() {
    wait_until_settled();
    TimePoint closed_by = TimePoint::max();
    pipeline_.middleware->close(deadline_);
    while (!pipeline_.returned.wait_until(steady_clock::now()) && !is_over()) {
      wait_a_moment();
      if (deadline_ < std::exchange(closed_by, deadline_)) pipeline_.middleware->close(deadline_);
    }
    pipeline_.middleware->close(deadline_);
    pipeline_.middleware->join();
  }

  void release_waiting_requests() {
    if (!pipeline_.status_filter) return;
    pipeline_.status_filter->close(deadline_);
    while (!pipeline_.status_filter->is_idle() && !is_over()) wait_a_moment();
  }

  void finish(const std::vector<std::unique_ptr<Output>>& outputs, std::chrono::nanoseconds patience) {
    last_progress_ = steady_clock::now();
    TimePoint closed_by = TimePoint::max();
    const auto close_all = [&] {
      for (const auto& output : outputs) output->close(deadline_);
      closed_by = deadline_;
    };
    close_all();
    while (!are_idle(outputs) && !is_over()) {
      wait_a_moment();
      if (lacks_progress(patience)) {
        log::warning("the outputs have made no progress for {} s: giving up what they hold",
                     std::chrono::duration_cast<std::chrono::seconds>(patience).count());
        end_by(steady_clock::now());
      }
      if (deadline_ < closed_by) close_all();
    }
    for (const auto& output : outputs) output->join();
  }

  bool is_over() const { return steady_clock::now() >= deadline_; }

  /// A signal, or --exit-after, sets an end to all waits.
  void wait_a_moment() {
    constexpr auto kMoment = 5ms;
    if (deadline_ != TimePoint::max()) {
      std::this_thread::sleep_for(kMoment);
    } else if (stop_.wait_for_signal_until(from_now(kMoment)) || steady_clock::now() >= exit_after_) {
      end_by(from_now(options_.drain_timeout));
    }
    log_new_losses();
  }

  bool lacks_progress(std::chrono::nanoseconds patience) {
    const TimePoint now = steady_clock::now();
    if (const std::uint64_t done = work_done(pipeline_.ledger); done != work_done_) {
      work_done_ = done;
      last_progress_ = now;
    }
    return now - last_progress_ > patience;
  }

  static bool are_idle(const std::vector<std::unique_ptr<Output>>& outputs) {
    return std::all_of(outputs.begin(), outputs.end(), [](const auto& output) { return output->is_idle(); });
  }

  /// At most once a second.
  void log_new_losses() {
    if (steady_clock::now() < next_news_) return;
    next_news_ = from_now(1s);
    for (const std::string& line : pipeline_.ledger.take_new_losses()) log::warning("{}", line);
    if (progress_) log::show_status(progress_->text(steady_clock::now()));
  }

  Pipeline& pipeline_;
  const RunOptions& options_;
  StopSignal& stop_;
  TimePoint exit_after_ = TimePoint::max();
  TimePoint deadline_ = TimePoint::max();  // when everything must have ended
  TimePoint next_news_ = from_now(1s);
  TimePoint last_progress_{};
  std::uint64_t work_done_ = 0;
  std::optional<ProgressLine> progress_;
};

}  // namespace

void run(Pipeline& pipeline, const RunOptions& options, StopSignal& stop) {
  Run run(pipeline, options, stop);
  try {
    run.start();
  } catch (const std::system_error& error) {
    run.end_by(steady_clock::now());
    run.finish();
    throw StartError(std::string("no thread for an input: ") + error.what());
  }
  run.wait_for_end();
  run.finish();
}

}  // namespace gor::app
