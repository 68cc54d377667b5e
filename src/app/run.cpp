// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include <algorithm>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/saturating.hpp"

namespace gor::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

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
  Run(Pipeline& pipeline, const RunOptions& options, StopSignal& stop, Watch& watch)
      : pipeline_(pipeline), options_(options), stop_(stop), watch_(watch) {}

  void start() {
    for (EmitterGroup& emitters : pipeline_.returns) emitters.start([] {});
    pipeline_.sources.start([this] { stop_.announce(StopSignal::Cause::end_of_inputs); });
  }

  void wait_for_end() {
    exit_after_ = options_.exit_after == 0ns ? TimePoint::max() : from_now(options_.exit_after);
    while (true) {
      const auto cause = stop_.wait_until(std::min(exit_after_, watch_.next()));
      watch_.look();
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
    for (const Phase& phase : pipeline_.phases) drain(phase);
    pipeline_.sources.join();
    for (const auto& holder : pipeline_.holders) holder->join();
    for (EmitterGroup& emitters : pipeline_.returns) emitters.join();
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

  void drain(const Phase& phase) {
    close(phase, deadline_);
    const auto is_idle = [&] {
      return std::all_of(phase.idle.begin(), phase.idle.end(), [](const Output* output) { return output->is_idle(); });
    };
    wait_for(phase, phase.gives_up_without_progress, is_idle);
    if (!is_idle()) close(phase, steady_clock::now());
    if (phase.emitters != nullptr) {
      wait_for(phase, false, [&] { return phase.emitters->wait_until(steady_clock::now()); });
    }
    if (!phase.joins) return;
    for (Output* const output : phase.closed) output->join();
  }

  static void close(const Phase& phase, TimePoint deadline) {
    for (Output* const output : phase.closed) output->close(deadline);
  }

  template <class Done>
  void wait_for(const Phase& phase, bool needs_progress, Done done) {
    last_progress_ = steady_clock::now();
    TimePoint closed_by = deadline_;
    while (!done() && !is_over()) {
      wait_a_moment();
      if (needs_progress && lacks_progress()) {
        return log::warning("no progress for {} s: giving up the messages that outputs hold",
                            std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count());
      }
      if (deadline_ < std::exchange(closed_by, deadline_)) close(phase, deadline_);
    }
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
    watch_.look();
  }

  bool lacks_progress() {
    const TimePoint now = steady_clock::now();
    if (const std::uint64_t done = work_done(pipeline_.ledger); done != work_done_) {
      work_done_ = done;
      last_progress_ = now;
    }
    return now - last_progress_ > options_.patience;
  }

  Pipeline& pipeline_;
  const RunOptions& options_;
  StopSignal& stop_;
  Watch& watch_;
  TimePoint exit_after_ = TimePoint::max();
  TimePoint deadline_ = TimePoint::max();  // when everything must have ended
  TimePoint last_progress_{};
  std::uint64_t work_done_ = 0;
};

}  // namespace

void run(Pipeline& pipeline, const RunOptions& options, StopSignal& stop, Watch& watch) {
  Run run(pipeline, options, stop, watch);
  try {
    run.start();
  } catch (const std::system_error& error) {
    run.end_by(steady_clock::now());
    run.finish();
    throw StartError(std::string("no thread for an input: ") + error.what());
  }
  run.wait_for_end();
  watch.enter(report::RunState::draining);
  run.finish();
  watch.enter(report::RunState::ended);
}

}  // namespace gor::app
