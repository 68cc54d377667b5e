// SPDX-License-Identifier: Apache-2.0
#include "output/record_writer.hpp"

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "base/queue.hpp"
#include "output/record_sink.hpp"
#include "record/form.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueItems = 100'000;
constexpr std::size_t kGather = std::size_t{256} * 1024;  // bytes written at once
constexpr Clock::duration kForever = std::chrono::hours(1);

class RecordWriter final : public Output {
 public:
  RecordWriter(RecordWriterOptions options, Station& station)
      : sink_(options.descriptor),
        flush_interval_(options.flush_interval),
        queue_(kQueueItems, options.memory),
        station_(station),
        queue_full_(station.dropped("queue full")),
        shutdown_(station.dropped("shutdown")),
        stalled_(station.dropped("drain timeout")),
        reader_gone_(station.dropped("reader gone")),
        failed_(station.failed("write")),
        tell_reader_gone_(std::move(options.reader_gone)),
        gathered_(std::move(options.start)),
        thread_([this] { run(); }) {}

  ~RecordWriter() override {
    close(Clock::now());
    join();
  }

  void write(const Message& message) override {
    using Messages = Queue<Message>;
    station_.in.add(message.type);
    const auto push = queue_.push(message, message.payload.size(),
                                  message.can_wait ? Messages::WhenFull::wait : Messages::WhenFull::refuse);
    if (push != Messages::Push::taken) (push == Messages::Push::full ? queue_full_ : shutdown_).add(message.type);
  }

  void close(Clock::time_point deadline) override {
    sink_.give_up_at(deadline);
    queue_.close();
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
  }

  bool is_idle() const override { return station_.held() == 0; }

 private:
  void run() {
    std::vector<Message> batch;
    while (queue_.pop_all(batch, gathered_.empty() ? Clock::now() + kForever : flush_at_)) {
      for (const Message& message : batch) {
        gather(message);
        queue_.release(1, message.payload.size());
      }
      // What still arrives before the interval is over is written with it.
      if (!gathered_.empty() && Clock::now() >= flush_at_) flush();
      batch.clear();
    }
    flush();
  }

  void gather(const Message& message) {
    if (gathered_.empty()) flush_at_ = Clock::now() + flush_interval_;
    append_record(gathered_, message);
    waiting_.push_back(message.type);
    if (gathered_.size() >= kGather) flush();
  }

  void flush() {
    const int error = gathered_.empty() ? 0 : sink_.write(gathered_);
    Count& fate = fate_after(error);
    for (const MessageType type : waiting_) fate.add(type);
    if (&fate == &failed_) station_.fail(std::string("cannot write: ") + std::strerror(error));
    if (&fate == &reader_gone_) std::exchange(tell_reader_gone_, [] {})();
    waiting_.clear();
    gathered_.clear();
    if (gathered_.capacity() > 2 * kGather) gathered_.shrink_to_fit();
  }

  Count& fate_after(int error) {
    if (error == 0) return station_.out;
    if (error == ETIMEDOUT) return stalled_;
    return error == EPIPE && tell_reader_gone_ ? reader_gone_ : failed_;
  }

  RecordSink sink_;
  const std::chrono::nanoseconds flush_interval_;
  Queue<Message> queue_;
  Station& station_;
  Count& queue_full_;
  Count& shutdown_;
  Count& stalled_;
  Count& reader_gone_;
  Count& failed_;
  std::function<void()> tell_reader_gone_;
  std::string gathered_;
  std::vector<MessageType> waiting_;  // what gathered_ holds
  Clock::time_point flush_at_{};
  std::thread thread_;  // the last: it uses all the others
};

}  // namespace

std::unique_ptr<Output> make_record_writer(RecordWriterOptions options, Station& station) {
  return std::make_unique<RecordWriter>(std::move(options), station);
}

}  // namespace gor
