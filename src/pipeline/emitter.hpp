// SPDX-License-Identifier: Apache-2.0
// The loop of one input: read, pass the stages, write.
#pragma once

#include <vector>

#include "gor/input.hpp"
#include "gor/sink.hpp"
#include "gor/stage.hpp"

namespace gor {

class Emitter {
 public:
  /// `stages` in the order in which a message passes them. All arguments must outlive the emitter.
  Emitter(Input& input, std::vector<Stage*> stages, Sink& output);

  /// Blocks until the input has ended and all its messages are written; the body of a thread.
  void run();

 private:
  Input& input_;
  const std::vector<Stage*> stages_;
  Sink& output_;
};

/// Whether the message has passed all of them.
bool pass_all(const std::vector<Stage*>& stages, Message& message);

}  // namespace gor
