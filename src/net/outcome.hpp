// SPDX-License-Identifier: Apache-2.0
// The ways in which an attempt to send a request can end.
#pragma once

#include <cstddef>
#include <string_view>

namespace gor::net {

enum class Outcome {
  answered,
  resolve,
  connect,
  timeout,
  reset,
  closed_early,  ///< a reused connection was closed before any byte of a response
  bad_response,
  no_ports,     ///< no local port is free
  descriptors,  ///< no file descriptor is free
  tls,
};
inline constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::tls) + 1;

/// The reason in the summary.
std::string_view reason_of(Outcome outcome) noexcept;
/// A remedy; empty if the reason says enough.
std::string_view hint_for(Outcome outcome) noexcept;

}  // namespace gor::net
