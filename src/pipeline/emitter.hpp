// SPDX-License-Identifier: Apache-2.0
// The loop of one input: read, limit, hand on to the outputs.
#pragma once

#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "pipeline/limiter.hpp"

namespace gor {

/// Where an emitter hands a message on to. The pointers outlive the emitter.
struct Branch {
  Output* output = nullptr;
  Limiter* limiter = nullptr;  ///< may be null
};

class Emitter {
 public:
  struct Route {
    Limiter* limiter = nullptr;  ///< of the input; may be null
    Station* split = nullptr;    ///< counts the copies; needed for more than one branch
    std::vector<Branch> branches;
  };

  Emitter(Input& input, Route route);

  /// Blocks until the input has ended and all it gave is handed on; the body of a thread of its own.
  void run();

 private:
  void hand_on(const Message& message);

  Input& input_;
  const Route route_;
};

}  // namespace gor
