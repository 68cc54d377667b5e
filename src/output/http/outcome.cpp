// SPDX-License-Identifier: Apache-2.0
#include "output/http/outcome.hpp"

namespace gor {

std::string_view reason_of(HttpOutcome outcome) noexcept {
  switch (outcome) {
    case HttpOutcome::answered:
      return "answered";
    case HttpOutcome::resolve:
      return "resolve";
    case HttpOutcome::connect:
      return "connect";
    case HttpOutcome::timeout:
      return "timeout";
    case HttpOutcome::bad_response:
      return "bad response";
    case HttpOutcome::no_ports:
      return "no ports";
    case HttpOutcome::descriptors:
      return "no descriptors";
    case HttpOutcome::tls:
      return "tls";
    case HttpOutcome::closed_early:
    case HttpOutcome::reset:
      break;
  }
  return "reset";
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

}  // namespace gor
