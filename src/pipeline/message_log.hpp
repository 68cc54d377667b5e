// SPDX-License-Identifier: Apache-2.0
// A line in the log for each message (--verbose 2).
#pragma once

#include "gor/stage.hpp"

namespace gor {

/// Comes after the masks, so that no secret gets into the log. Any thread.
class MessageLog final : public Stage {
 public:
  bool pass(Message& message) override;
};

}  // namespace gor
