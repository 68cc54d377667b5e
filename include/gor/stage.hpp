// SPDX-License-Identifier: Apache-2.0
// A step that each message passes between an input and the outputs.
#pragma once

#include "gor/message.hpp"

namespace gor {

class Stage {
 public:
  virtual ~Stage() = default;

  /// False: the message is dropped, and counted in the stage's ledger station. True: it passes, perhaps changed. Never
  /// blocks. Any thread.
  virtual bool pass(Message& message) = 0;
};

}  // namespace gor
