// SPDX-License-Identifier: Apache-2.0
#include "output/flight_recorder.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace gor {

FlightRecorder::FlightRecorder(std::unique_ptr<BatchSink> file, Keep keep, const std::atomic<unsigned>& requests,
                               std::shared_ptr<MemoryBudget> memory, StationMetrics& station)
    : file_(std::move(file)),
      keep_(keep),
      requests_(requests),
      station_(station),
      memory_(std::move(memory), "flight recorder"),
      answered_(requests) {}

void FlightRecorder::look_around() {
  forget_old(Clock::now());
  file_->look_around();
  if (requests_ == answered_) return;
  answered_ = requests_;
  write_all();
}

void FlightRecorder::add(const Message& message) {
  const auto now = Clock::now();
  held_.push_back({message, now});
  // A sender that waits for the file would wait for the signal.
  held_.back().message.receipt.reset();
  ++count_;
  bytes_ += message.bytes();
  memory_.add(message.bytes());
  forget_old(now);
}

void FlightRecorder::forget_old(Clock::time_point now) {
  const auto is_too_old = [&] { return keep_.age.count() != 0 && now - held_.front().since > keep_.age; };
  while (!held_.empty() && (is_too_old() || (keep_.bytes != 0 && bytes_ > keep_.bytes))) forget_oldest(old_);
  while (!held_.empty() && memory_.must_give_way()) {
    if (!std::exchange(has_warned_, true)) {
      log::warning("{}: holds {} of the last {}: --memory-limit allows no more", station_.text(), readable_size(bytes_),
                   readable_duration(now - held_.front().since));
    }
    forget_oldest(no_room_);
  }
}

void FlightRecorder::forget_oldest(MessageCounter& why) {
  why.add(held_.front().message.type);
  take_oldest();
}

void FlightRecorder::take_oldest() {
  const std::size_t bytes = held_.front().message.bytes();
  held_.pop_front();
  --count_;
  bytes_ -= bytes;
  memory_.remove(bytes);
}

void FlightRecorder::write_all() {
  log::info("{}: SIGUSR1: writing {} messages", station_.text(), held_.size());
  while (!held_.empty()) {
    file_->add(held_.front().message);
    take_oldest();
  }
  file_->flush();
  file_->finish();  // the next signal begins new files
  log::info("{}: written", station_.text());
}

void FlightRecorder::finish() {
  look_around();
  while (!held_.empty()) forget_oldest(unasked_);
  file_->finish();
}

}  // namespace gor
