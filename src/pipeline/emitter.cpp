// SPDX-License-Identifier: Apache-2.0
#include "pipeline/emitter.hpp"

#include <algorithm>
#include <utility>

#include <sys/prctl.h>

#include "base/log.hpp"
#include "http/head.hpp"

namespace gor {
namespace {

void tell(const Message& message) {
  log::debug(2, "{} {} {}", static_cast<char>(message.type), message.id.view(),
             log::printable(http::first_line(message.payload.view())));
}

}  // namespace

bool pass_all(const std::vector<Stage*>& stages, Message& message) {
  return std::all_of(stages.begin(), stages.end(), [&](Stage* stage) { return stage->pass(message); });
}

Emitter::Emitter(Input& input, std::vector<Stage*> stages, Output& output)
    : input_(input), stages_(std::move(stages)), output_(output) {}

void Emitter::run() {
  // A replay's waits end on time, and not up to 50 µs later.
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  const bool tells_messages = log::verbosity() >= 2;
  while (auto message = input_.read()) {
    if (tells_messages) tell(*message);
    if (pass_all(stages_, *message)) output_.write(*message);
  }
}

}  // namespace gor
