// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include <algorithm>
#include <system_error>

#include "base/error.hpp"
#include "base/log.hpp"

namespace gor::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

/// now + duration, or for ever where that overflows.
TimePoint from_now(std::chrono::nanoseconds duration) {
  const TimePoint now = steady_clock::now();
  return duration < TimePoint::max() - now ? now + duration : TimePoint::max();
}

/// Grows with every message that has left a station for good or for the next one.
std::uint64_t work_done(const Ledger& ledger) {
  std::uint64_t sum = 0;
  for (const Station& station : ledger.stations()) {
    sum += station.out.total();
    station.for_each_reason([&](const Station::Reason& reason) { sum += reason.count.total(); });
  }
  return sum;
}

class Run {
 public:
  Run(Pipeline& pipeline, const RunOptions& options, Ending& ending)
      : pipeline_(pipeline), options_(options), ending_(ending) {}

  void start() {
    pipeline_.responses.start([] {});
    pipeline_.sources.start([this] { ending_.announce(Ending::Cause::end_of_inputs); });
  }

  /// Answers until when all must have ended.
  TimePoint wait_for_end() {
    const TimePoint exit_after = options_.exit_after == 0ns ? TimePoint::max() : from_now(options_.exit_after);
    for (;;) {
      const auto cause = ending_.wait_until(std::min(exit_after, from_now(1s)));
      tell_news();
      if (cause == Ending::Cause::end_of_inputs) return wait_for_outputs(exit_after);
      if (cause || steady_clock::now() >= exit_after) return from_now(options_.drain_timeout);
    }
  }

  /// From left to right. Nothing here waits longer than until `deadline`, but for what an output's close() may need to
  /// give up what it has.
  void stop(TimePoint deadline) {
    for (const auto& input : pipeline_.inputs) input->stop();
    // An emitter may be waiting for room in an output that has none left: close() wakes it.
    pipeline_.sources.wait_until(deadline);
    for (const auto& output : pipeline_.replays) output->close(deadline);
    pipeline_.responses.wait_until(deadline);
    for (const auto& output : pipeline_.sinks) output->close(deadline);
    pipeline_.outputs_are_closed = true;
    pipeline_.sources.join();
    pipeline_.responses.join();
    tell_news();
  }

 private:
  /// A recording has ended: what it takes to answer the rest is as long as it takes, unless the user loses patience.
  TimePoint wait_for_outputs(TimePoint exit_after) {
    std::uint64_t done = work_done(pipeline_.ledger);
    TimePoint last_progress = steady_clock::now();
    TimePoint next_news = from_now(1s);
    while (!are_idle(pipeline_.awaited)) {
      if (ending_.wait_for_signal_until(from_now(5ms))) return from_now(options_.drain_timeout);
      const TimePoint now = steady_clock::now();
      if (now >= exit_after) return from_now(options_.drain_timeout);
      if (const std::uint64_t more = work_done(pipeline_.ledger); more != done) {
        done = more;
        last_progress = now;
      }
      // The reader of our stdout may have paused it; a server that has not answered by now never will.
      if (now - last_progress > options_.patience && !are_idle(pipeline_.replays)) {
        log::warning("the outputs have made no progress for {} s: giving up what they hold",
                     std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count());
        return now;
      }
      if (now >= next_news) {
        tell_news();
        next_news = from_now(1s);
      }
    }
    return TimePoint::max();
  }

  template <class Pointer>
  static bool are_idle(const std::vector<Pointer>& outputs) {
    return std::all_of(outputs.begin(), outputs.end(), [](const auto& output) { return output->is_idle(); });
  }

  void tell_news() {
    for (const std::string& line : pipeline_.ledger.news()) log::warning("{}", line);
  }

  Pipeline& pipeline_;
  const RunOptions& options_;
  Ending& ending_;
};

}  // namespace

void run(Pipeline& pipeline, const RunOptions& options, Ending& ending) {
  Run run(pipeline, options, ending);
  try {
    run.start();
  } catch (const std::system_error& error) {
    run.stop(steady_clock::now());
    throw StartError(std::string("no thread for an input: ") + error.what());
  }
  run.stop(run.wait_for_end());
}

}  // namespace gor::app
