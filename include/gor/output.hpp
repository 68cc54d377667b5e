// SPDX-License-Identifier: Apache-2.0
// A destination of messages.
#pragma once

#include <chrono>

#include "gor/input.hpp"
#include "gor/sink.hpp"

namespace gor {

class Output : public Sink {
 public:
  /// Begins to finish what was taken over; what is left at the deadline is counted as dropped by shutdown. From now on
  /// write() only counts, and blocked writers wake. Never blocks. May be called again with an earlier deadline.
  virtual void close(std::chrono::steady_clock::time_point deadline) = 0;
  /// Blocks until everything has ended, a moment after the deadline at the latest. Call after close(), on the thread
  /// that will destroy the output.
  virtual void join() = 0;

  /// The replayed responses as an input, or null. Owned by the output; ends when the output has ended.
  virtual Input* responses() { return nullptr; }

  /// No message is queued or in flight here. Any thread. Used to drain outputs in order.
  virtual bool is_idle() const = 0;
};

}  // namespace gor
