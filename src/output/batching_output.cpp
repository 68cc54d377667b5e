// SPDX-License-Identifier: Apache-2.0
#include "output/batching_output.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/inbox.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueItems = 1'000'000;
constexpr Clock::duration kLook = std::chrono::seconds(1);

class BatchingOutput final : public Output {
 public:
  BatchingOutput(std::unique_ptr<BatchSink> sink, std::chrono::nanoseconds flush_interval,
                 std::shared_ptr<MemoryBudget> memory, StationMetrics& station)
      : sink_(std::move(sink)),
        flush_interval_(flush_interval),
        station_(station),
        inbox_(station, {kQueueItems, std::move(memory)}),
        thread_([this] { run(); }) {}

  ~BatchingOutput() override {
    close(Clock::now());
    join();
  }

  void write(const Message& message) override {
    station_.in.add(message.type);
    inbox_.put(message, without_ticket(message), message.bytes());
  }

  void close(Clock::time_point deadline) override {
    sink_->give_up_at(deadline);
    inbox_.close();
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
  }

  bool is_idle() const override { return station_.held() == sink_->kept(); }

 private:
  void run() {
    Queue<Message>::Items batch;
    Clock::time_point flush_at{};
    const auto wake_at = [&] {
      const auto look_at = Clock::now() + kLook;
      return sink_->has_unwritten() ? std::min(flush_at, look_at) : look_at;
    };
    while (inbox_.queue().pop_all(batch, wake_at())) {
      sink_->look_around();
      if (!sink_->has_unwritten()) flush_at = Clock::now() + flush_interval_;
      while (!batch.empty()) take_some(batch);
      // Messages that arrive before the interval is over are written together.
      if (sink_->has_unwritten() && Clock::now() >= flush_at) {
        sink_->flush();
        flush_at = Clock::now() + flush_interval_;
      }
    }
    sink_->flush();
    sink_->finish();
  }

  /// Releases several at once, since that locks the queue; but few bytes, since they count until then.
  void take_some(Queue<Message>::Items& batch) {
    constexpr std::size_t kMostItems = 32;
    constexpr std::size_t kMostBytes = std::size_t{64} * 1024;
    std::size_t items = 0;
    std::size_t bytes = 0;
    for (; items < kMostItems && bytes < kMostBytes && !batch.empty(); ++items) {
      sink_->add(batch.front());
      bytes += batch.front().bytes();
      batch.pop_front();
    }
    inbox_.queue().release(items, bytes);
  }

  const std::unique_ptr<BatchSink> sink_;
  const std::chrono::nanoseconds flush_interval_;
  StationMetrics& station_;
  Inbox<> inbox_;
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace

std::unique_ptr<Output> make_batching_output(std::unique_ptr<BatchSink> sink, std::chrono::nanoseconds flush_interval,
                                             std::shared_ptr<MemoryBudget> memory, StationMetrics& station) {
  return std::make_unique<BatchingOutput>(std::move(sink), flush_interval, std::move(memory), station);
}

}  // namespace gor
