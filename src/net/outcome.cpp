// SPDX-License-Identifier: Apache-2.0
#include "net/outcome.hpp"

#include <array>

namespace gor::net {

std::string_view reason_of(Outcome outcome) noexcept {
  static constexpr std::array<std::string_view, kOutcomes> kReasons{
      "answered", "resolve",      "connect",  "timeout",        "reset",
      "reset",    "bad response", "no ports", "no descriptors", "tls"};
  return kReasons[static_cast<std::size_t>(outcome)];
}

std::string_view hint_for(Outcome outcome) noexcept {
  if (outcome == Outcome::no_ports) {
    return "no local port is left to connect from: the target closes each connection (keep-alive would help), or there "
           "are too many of them (--output-http-workers)";
  }
  if (outcome == Outcome::descriptors) {
    return "no file descriptor is left: raise the limit (ulimit -n), or lower --output-http-workers";
  }
  return {};
}

}  // namespace gor::net
