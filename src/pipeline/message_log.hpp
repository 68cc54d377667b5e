// SPDX-License-Identifier: Apache-2.0
// A stage that logs a line per message (--verbose 2).
#pragma once

#include "gor/stage.hpp"

namespace gor {

/// Runs after the masks, so that no secret gets into the log. Any thread.
class MessageLog final : public Stage {
 public:
  bool pass(Message& message) override;
};

}  // namespace gor
