// SPDX-License-Identifier: Apache-2.0
// The messages written to a connection that may not have arrived.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace gor {

/// About one connection. `unacknowledged`: bytes written that the peer's system has not acknowledged. Bytes that it has
/// had for two seconds are assumed to be read.
class InFlight {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::duration kTaken = std::chrono::seconds(2);

  /// Says that `bytes` with `messages` complete messages were written.
  void written(std::size_t bytes, std::size_t messages, std::size_t unacknowledged) {
    bytes_ += bytes;
    const auto now = Clock::now();
    batches_.push_back({now, bytes_, messages});
    while (!batches_.empty() && batches_.front().at < now - kTaken && !is_after(batches_.front(), unacknowledged)) {
      batches_.pop_front();
    }
  }

  /// At the end of the connection: messages that may not have arrived. If it broke, this includes bytes written just
  /// before: the peer's system may have received them, but not the peer.
  std::uint64_t messages(std::size_t unacknowledged, bool is_broken) const {
    const auto taken = Clock::now() - kTaken;
    std::uint64_t sum = 0;
    for (const Batch& batch : batches_) {
      if (is_after(batch, unacknowledged) || (is_broken && batch.at >= taken)) sum += batch.messages;
    }
    return sum;
  }

 private:
  struct Batch {
    Clock::time_point at;
    std::uint64_t end;  // position of its last byte
    std::uint64_t messages;
  };
  /// Whether its end has not been acknowledged.
  bool is_after(const Batch& batch, std::size_t unacknowledged) const {
    return batch.end > bytes_ - std::min<std::uint64_t>(bytes_, unacknowledged);
  }

  std::uint64_t bytes_ = 0;
  std::deque<Batch> batches_;
};

}  // namespace gor
