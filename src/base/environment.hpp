// SPDX-License-Identifier: Apache-2.0
// The environment of this process.
#pragma once

#include <cstdlib>
#include <string>

namespace gor {

/// The value of the variable; "" if it is not set.
inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace gor
