// SPDX-License-Identifier: Apache-2.0
// The route to one of several outputs.
#pragma once

#include <vector>

#include "gor/sink.hpp"
#include "gor/stage.hpp"

namespace gor {

/// An output and the stages that its messages pass first. The pointees must outlive the route.
struct Route {
  Sink* output = nullptr;
  std::vector<Stage*> stages = {};
  /// False for an output that makes replayed responses.
  bool takes_replayed_responses = true;

  /// Writes a copy of the message, if it passes the stages.
  void write(const Message& message) const;
};

}  // namespace gor
