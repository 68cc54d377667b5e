// SPDX-License-Identifier: Apache-2.0
#include "http/query.hpp"

#include <gtest/gtest.h>

namespace gor::http {
namespace {

TEST(Query, FindsTheFirstParameterOfAName) {
  EXPECT_EQ(find_param("/p?a=1&b=2&a=3", "a"), "1");
  EXPECT_EQ(find_param("/p?a=1&b=2=3", "b"), "2=3");
  EXPECT_EQ(find_param("http://h/p?a=1", "a"), "1");
}

TEST(Query, TakesAnEmptyValueForOneButNotANameAlone) {
  EXPECT_EQ(find_param("/p?a=&b=2", "a"), "");
  EXPECT_EQ(find_param("/p?a&b=2", "a"), std::nullopt);
  EXPECT_EQ(find_param("/p?a&a=2", "a"), "2");
}

TEST(Query, ComparesWholeNamesAndLooksAtTheQueryAlone) {
  EXPECT_EQ(find_param("/p?xa=1", "a"), std::nullopt);
  EXPECT_EQ(find_param("/p?ab=1", "a"), std::nullopt);
  EXPECT_EQ(find_param("/a=1", "a"), std::nullopt);
  EXPECT_EQ(find_param("/p?", "a"), std::nullopt);
  EXPECT_EQ(find_param("", "a"), std::nullopt);
}

}  // namespace
}  // namespace gor::http
