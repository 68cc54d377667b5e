// SPDX-License-Identifier: Apache-2.0
// Comparing many bytes: a failure says where they differ, not all of both.
#pragma once

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>

namespace gor::test {

inline testing::AssertionResult same_bytes(std::string_view actual, std::string_view wanted) {
  const auto length = std::min(actual.size(), wanted.size());
  const auto at = static_cast<std::size_t>(
      std::mismatch(actual.begin(), actual.begin() + static_cast<std::ptrdiff_t>(length), wanted.begin()).first -
      actual.begin());
  if (at == length && actual.size() == wanted.size()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << actual.size() << " bytes, wanted " << wanted.size()
                                     << "; they differ from offset " << at << " on: got "
                                     << testing::PrintToString(actual.substr(at, 40)) << ", wanted "
                                     << testing::PrintToString(wanted.substr(at, 40));
}

}  // namespace gor::test
