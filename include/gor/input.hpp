// SPDX-License-Identifier: Apache-2.0
// Where messages come from.
#pragma once

#include <optional>

#include "gor/message.hpp"

namespace gor {

/// What a full queue means to a source: live traffic cannot be held back, so the new message is lost and counted;
/// a recording can wait.
enum class SourceKind { live, can_wait };

class Input {
 public:
  virtual ~Input() = default;

  /// Blocks for the next message; empty at the end of the input, after stop(), or when the input as a whole has failed
  /// (which it tells its ledger station by Station::fail). What was taken in before stop() still comes out.
  /// One thread calls it, the emitter's.
  virtual std::optional<Message> read() = 0;

  /// Wakes read() and makes it end. Any thread, any number of times; never blocks.
  virtual void stop() = 0;

  /// Fixed for the life of the input.
  virtual SourceKind kind() const = 0;
};

}  // namespace gor
