// SPDX-License-Identifier: Apache-2.0
// Where messages come from.
#pragma once

#include <optional>

#include "gor/message.hpp"

namespace gor {

class Input {
 public:
  virtual ~Input() = default;

  /// Blocks for the next message; empty at the end of the input, after stop(), or when the input as a whole has failed
  /// (which it tells its ledger station by Station::fail). What was taken in before stop() still comes out.
  /// One thread calls it, the emitter's.
  virtual std::optional<Message> read() = 0;

  /// Wakes read() and makes it end. Any thread, any number of times; never blocks.
  virtual void stop() = 0;

  /// Ends at once what stop() waits for: peers that still send keep what has not been taken in, which is logged. After
  /// stop(); any thread; never blocks.
  virtual void abandon() {}
};

}  // namespace gor
