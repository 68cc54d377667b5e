// SPDX-License-Identifier: Apache-2.0
#include "net/http/outcome.hpp"

#include <array>

namespace gor::net {

std::string_view reason_of(HttpOutcome outcome) noexcept {
  static constexpr std::array<std::string_view, kHttpOutcomes> kReasons{
      "answered", "resolve",      "connect",  "timeout",        "reset",
      "reset",    "bad response", "no ports", "no descriptors", "tls"};
  return kReasons[static_cast<std::size_t>(outcome)];
}

std::string_view hint_for(HttpOutcome outcome) noexcept {
  if (outcome == HttpOutcome::no_ports) {
    return "no local port is left to connect from: the target closes each connection (keep-alive would help), or there "
           "are too many of them (--output-http-workers)";
  }
  if (outcome == HttpOutcome::descriptors) {
    return "no file descriptor is left: raise the limit (ulimit -n), or lower --output-http-workers";
  }
  return {};
}

}  // namespace gor::net
