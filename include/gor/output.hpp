// SPDX-License-Identifier: Apache-2.0
// Where messages go.
#pragma once

#include <chrono>

#include "gor/input.hpp"
#include "gor/message.hpp"

namespace gor {

class Output {
 public:
  virtual ~Output() = default;

  /// Takes the message over, or counts in its ledger station why not. A message that can wait waits for room, until
  /// close(); any other never does. Any thread; never throws for trouble with a peer.
  virtual void write(const Message& message) = 0;

  /// Begins to finish what was taken over; what is left at the deadline is counted as dropped by shutdown. From now on
  /// write() only counts, and writers that wait wake. Never blocks. May be called again with an earlier deadline.
  virtual void close(std::chrono::steady_clock::time_point deadline) = 0;
  /// Blocks until everything has ended, a moment after the deadline at the latest. After close(); the thread that will
  /// destroy the output.
  virtual void join() = 0;

  /// The replayed responses as an input of its own, or null. Belongs to the output; ends when the output has ended.
  virtual Input* responses() { return nullptr; }

  /// No message waits here or is under way. Any thread. Used to drain in order.
  virtual bool is_idle() const = 0;
};

}  // namespace gor
