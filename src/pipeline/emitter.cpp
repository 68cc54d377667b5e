// SPDX-License-Identifier: Apache-2.0
#include "pipeline/emitter.hpp"

#include <utility>

#include <sys/prctl.h>

namespace gor {

Emitter::Emitter(Input& input, Route route) : input_(input), route_(std::move(route)) {}

void Emitter::run() {
  // A replay's waits end on time, and not up to 50 µs later.
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  while (const auto message = input_.read()) {
    if (route_.limiter == nullptr || route_.limiter->passes(*message)) hand_on(*message);
  }
}

void Emitter::hand_on(const Message& message) {
  if (route_.split != nullptr) {
    route_.split->in.add(message.type);
    route_.split->born.add(message.type, route_.branches.size() - 1);
    route_.split->out.add(message.type, route_.branches.size());
  }
  for (const Branch& branch : route_.branches) {
    if (branch.limiter == nullptr || branch.limiter->passes(message)) branch.output->write(message);
  }
}

}  // namespace gor
