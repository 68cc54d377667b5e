// SPDX-License-Identifier: Apache-2.0
// How an attempt to send a request can end, and how that is told.
#pragma once

#include <string_view>

namespace gor {

enum class HttpOutcome {
  answered,
  closed_early,  ///< a connection that had been used before was closed before any byte of a response came
  resolve,
  connect,
  timeout,
  reset,
  bad_response,
  no_ports,     ///< none of ours left to connect from
  descriptors,  ///< none left
  tls,
};

/// In the words of the summary.
std::string_view reason_of(HttpOutcome outcome) noexcept;
/// What helps against it; empty where the reason says it all.
std::string_view hint_for(HttpOutcome outcome) noexcept;

}  // namespace gor
