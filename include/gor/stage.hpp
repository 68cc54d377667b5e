// SPDX-License-Identifier: Apache-2.0
// What a message passes on its way from an input to the outputs.
#pragma once

#include "gor/message.hpp"

namespace gor {

class Stage {
 public:
  virtual ~Stage() = default;

  /// Whether the message goes on; it may have been changed. What does not is counted in the stage's ledger station.
  /// Never blocks. Any thread.
  virtual bool pass(Message& message) = 0;
};

}  // namespace gor
