// SPDX-License-Identifier: Apache-2.0
// A source of messages.
#pragma once

#include <optional>

#include "gor/message.hpp"

namespace gor {

class Input {
 public:
  virtual ~Input() = default;

  /// Waits for the next message and returns it. Empty at the end of the input, after stop(), and after a failure that
  /// ends the input, which it reports with StationMetrics::fail(). Messages accepted before stop() are still returned.
  /// Called by one thread, the emitter's.
  virtual std::optional<Message> read() = 0;

  /// Wakes read() and makes it end. Any thread, any number of times; never blocks.
  virtual void stop() = 0;

  /// Ends at once what stop() waits for: peers that are still sending are disconnected, and what they have not finished
  /// is logged and lost. After stop(); any thread; never blocks.
  virtual void abandon() {}
};

}  // namespace gor
