// SPDX-License-Identifier: Apache-2.0
// The receiving end of a message, without a lifetime of its own.
#pragma once

#include "gor/message.hpp"

namespace gor {

class Sink {
 public:
  virtual ~Sink() = default;

  /// Takes the message over, or counts in its ledger station why it does not. Blocks for room only if the message can
  /// wait. Any thread; never throws because of a peer.
  virtual void write(const Message& message) = 0;
};

}  // namespace gor
