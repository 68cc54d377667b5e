// SPDX-License-Identifier: Apache-2.0
// A claim about an error or a help text: it has all of these words.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gor::cli {

inline testing::AssertionResult says(const std::string& text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text.find(word) == std::string::npos)
      return testing::AssertionFailure() << "no \"" << word << "\" in: " << text;
  }
  return testing::AssertionSuccess();
}

inline std::string only(const std::vector<std::string>& lines) {
  return lines.size() == 1 ? lines.front() : std::to_string(lines.size()) + " lines";
}

}  // namespace gor::cli
