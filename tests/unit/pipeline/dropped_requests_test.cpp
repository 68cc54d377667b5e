// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dropped_requests.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
constexpr std::chrono::steady_clock::time_point kStart{1000s};

TEST(DroppedRequests, KnowsWhyARequestWasDropped) {
  Count why;
  DroppedRequests dropped;
  dropped.add("a"sv, why, kStart);
  EXPECT_EQ(dropped.reason("a"sv), &why);
  EXPECT_EQ(dropped.reason("b"sv), nullptr);
}

TEST(DroppedRequests, ForgetsOneThatHasPassedSince) {
  Count why;
  DroppedRequests dropped;
  dropped.add("a"sv, why, kStart);
  dropped.remove("a"sv);
  dropped.remove("b"sv);
  EXPECT_EQ(dropped.reason("a"sv), nullptr);
}

TEST(DroppedRequests, RemembersForAMinuteFromTheLastDrop) {
  Count why;
  DroppedRequests dropped;
  dropped.add("a"sv, why, kStart);
  dropped.add("a"sv, why, kStart + 40s);
  dropped.add("b"sv, why, kStart + 70s);
  EXPECT_EQ(dropped.reason("a"sv), &why);
  dropped.add("c"sv, why, kStart + 101s);
  EXPECT_EQ(dropped.reason("a"sv), nullptr);
  EXPECT_EQ(dropped.reason("b"sv), &why);
}

TEST(DroppedRequests, RemembersSoManyAtMost) {
  Count why;
  DroppedRequests dropped;
  for (std::size_t i = 0; i <= DroppedRequests::kMost; ++i)
    dropped.add(std::string_view(std::to_string(i)), why, kStart);
  EXPECT_EQ(dropped.reason("0"sv), nullptr);
  EXPECT_EQ(dropped.reason("1"sv), &why);
}

}  // namespace
}  // namespace gor
