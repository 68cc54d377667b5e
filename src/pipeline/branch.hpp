// SPDX-License-Identifier: Apache-2.0
// One of several outputs.
#pragma once

#include <vector>

#include "gor/output.hpp"
#include "gor/stage.hpp"

namespace gor {

/// An output, and what its messages pass before it. The pointers outlive the branch.
struct Branch {
  Output* output = nullptr;
  std::vector<Stage*> stages = {};
  /// An output that makes replayed responses is not given any.
  bool takes_replayed_responses = true;

  /// A copy of the message, if it passes the stages.
  void write(const Message& message) const;
};

}  // namespace gor
