// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recent_verdicts.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
constexpr std::chrono::steady_clock::time_point kStart{1000s};

TEST(RecentVerdicts, KeepsTheLatestValueOfARequest) {
  RecentVerdicts<int> memory;
  memory.set("a"sv, 1, kStart);
  EXPECT_EQ(memory.get("a"sv), 1);
  memory.set("a"sv, 2, kStart + 1s);
  EXPECT_EQ(memory.get("a"sv), 2);
  EXPECT_EQ(memory.get("b"sv), std::nullopt);
}

TEST(RecentVerdicts, ForgetsWhatItIsToldTo) {
  RecentVerdicts<int> memory;
  memory.forget("a"sv);
  memory.set("a"sv, 1, kStart);
  memory.forget("a"sv);
  memory.forget("b"sv);
  EXPECT_EQ(memory.get("a"sv), std::nullopt);
}

TEST(RecentVerdicts, KeepsAValueForAMinuteFromWhenItWasSetLast) {
  RecentVerdicts<int> memory;
  memory.set("a"sv, 1, kStart);
  memory.set("a"sv, 2, kStart + 40s);
  memory.set("b"sv, 3, kStart + 70s);
  EXPECT_EQ(memory.get("a"sv), 2);
  memory.set("c"sv, 4, kStart + 101s);
  EXPECT_EQ(memory.get("a"sv), std::nullopt);
  EXPECT_EQ(memory.get("b"sv), 3);
}

TEST(RecentVerdicts, KeepsSoManyAtMost) {
  RecentVerdicts<int> memory;
  for (std::size_t i = 0; i <= RecentVerdicts<int>::kMost; ++i)
    memory.set(std::string_view(std::to_string(i)), 1, kStart);
  EXPECT_EQ(memory.get("0"sv), std::nullopt);
  EXPECT_EQ(memory.get("1"sv), 1);
}

}  // namespace
}  // namespace gor
