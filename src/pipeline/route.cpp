// SPDX-License-Identifier: Apache-2.0
#include "pipeline/route.hpp"

#include "pipeline/emitter.hpp"

namespace gor {

void Route::write(const Message& message) const {
  if (stages.empty()) return output->write(message);
  Message copy = message;
  if (pass_all(stages, copy)) output->write(copy);
}

}  // namespace gor
