// SPDX-License-Identifier: Apache-2.0
// The order of the steps that a message passes between the inputs and the outputs.
#pragma once

#include <vector>

namespace gor {

enum class Step {
  correlation,    ///< learns values, before masks hide them
  gate,           ///< holds requests back, --causal
  mask,           ///< before anything shows or stores the message
  message_log,    ///< --verbose 2
  middleware,     ///< the user's program
  rules,          ///< filters and rewrites
  plain_body,     ///< --prettify-http
  status_filter,  ///< holds requests until their response
  distribution,   ///< to one or all of several outputs
};

/// All steps in their order; a run leaves out those that it does not need. Bodies are decoded after the rules, or, for
/// a middleware, before it. Messages are logged again as the middleware returns them.
inline std::vector<Step> order(bool has_middleware) {
  using enum Step;
  if (!has_middleware) return {correlation, gate, mask, message_log, rules, plain_body, status_filter, distribution};
  return {correlation, gate,        mask,  message_log,   plain_body,
          middleware,  message_log, rules, status_filter, distribution};
}

}  // namespace gor
