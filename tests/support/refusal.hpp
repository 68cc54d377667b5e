// SPDX-License-Identifier: Apache-2.0
// The text of an expected error.
#pragma once

#include <string>

namespace gor::test {

/// Calls the action, and returns what the thrown Error says. Other exceptions pass. "accepted" if nothing is thrown.
template <class Error, class Action>
std::string refusal_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace gor::test
