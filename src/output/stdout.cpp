// SPDX-License-Identifier: Apache-2.0
#include "output/stdout.hpp"

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <unistd.h>

#include "output/batching_output.hpp"
#include "record/codec.hpp"
#include "record/sink.hpp"

namespace gor {
namespace {

constexpr std::size_t kGather = std::size_t{256} * 1024;  // bytes written at once

class Stdout final : public BatchSink {
 public:
  Stdout(std::function<void()> reader_gone, StationMetrics& station)
      : tell_reader_gone_(std::move(reader_gone)), station_(station) {}

  void add(const Message& message) override {
    append_record(gathered_, message);
    waiting_.emplace_back(message);
    if (gathered_.size() >= kGather) flush();
  }

  bool has_unwritten() const override { return !gathered_.empty(); }

  void flush() override {
    const int error = gathered_.empty() ? 0 : sink_.write(gathered_);
    MessageCounter& fate = fate_after(error);
    for (const WaitingMessage& message : waiting_) message.end(fate, error != 0);
    if (&fate == &failed_) station_.fail(std::string("cannot write: ") + std::strerror(error));
    if (&fate == &reader_gone_) std::exchange(tell_reader_gone_, [] {})();
    waiting_.clear();
    gathered_.clear();
    if (gathered_.capacity() > 2 * kGather) gathered_.shrink_to_fit();
  }

  void give_up_at(std::chrono::steady_clock::time_point deadline) override { deadline_.bring_forward(deadline); }

 private:
  MessageCounter& fate_after(int error) {
    if (error == 0) return station_.out;
    if (error == ETIMEDOUT) return stalled_;
    return error == EPIPE ? reader_gone_ : failed_;
  }

  Deadline deadline_;
  RecordSink sink_{STDOUT_FILENO, deadline_};
  std::function<void()> tell_reader_gone_;
  StationMetrics& station_;
  MessageCounter& stalled_ = station_.dropped("drain timeout");
  MessageCounter& reader_gone_ = station_.dropped("reader gone");
  MessageCounter& failed_ = station_.failed("write");
  std::string gathered_;
  std::vector<WaitingMessage> waiting_;  // the messages in gathered_
};

}  // namespace

std::unique_ptr<Output> make_stdout_output(std::shared_ptr<MemoryBudget> memory, std::function<void()> reader_gone,
                                           StationMetrics& station) {
  auto target = std::make_unique<Stdout>(std::move(reader_gone), station);
  return make_batching_output(std::move(target), std::chrono::nanoseconds(0), std::move(memory), station);
}

}  // namespace gor
