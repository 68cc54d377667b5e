// SPDX-License-Identifier: Apache-2.0
#include "app/phase.hpp"

namespace gor::app {

std::vector<Phase> phases_of(const Parts& parts) {
  // With a gate or a middleware, messages go round: replayed responses release requests, and the program answers them.
  std::vector<Output*> round = parts.replays;
  if (parts.middleware != nullptr) round.push_back(parts.middleware);
  if (parts.gate != nullptr) round.push_back(parts.gate);

  std::vector<Phase> phases;
  if (parts.gate != nullptr) {
    phases.push_back({.closed = {parts.gate}, .idle = round, .joins = false});
  } else if (parts.middleware != nullptr) {
    phases.push_back({.idle = round});
  }
  if (Output* const filter = parts.status_filter) {
    phases.push_back({.closed = {filter}, .idle = {filter}, .gives_up_without_progress = false, .joins = false});
  }
  if (parts.middleware != nullptr) {
    phases.push_back({.idle = round});
    phases.push_back({.closed = {parts.middleware}, .emitters = parts.returned});
  }
  phases.push_back({.closed = parts.replays, .idle = parts.replays, .emitters = parts.responses});
  // Files always accept data. The reader of stdout may pause for any time.
  phases.push_back({.closed = parts.sinks, .idle = parts.sinks, .gives_up_without_progress = false});
  return phases;
}

}  // namespace gor::app
