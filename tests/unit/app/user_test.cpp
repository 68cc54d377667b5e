// SPDX-License-Identifier: Apache-2.0
#include "app/user.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::app {
namespace {

std::string refusal(const std::string& name) {
  return test::refusal_of<UsageError>([&] { find_user(name); });
}

TEST(UserTest, FindsAUserOfTheSystem) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const User user = find_user("nobody");
  EXPECT_EQ(user.name, "nobody");
  EXPECT_NE(user.user, 0u);
  EXPECT_NE(user.group, 0u);
}

TEST(UserTest, RefusesUnknownUsersAndRoot) {
  EXPECT_EQ(refusal("no such user"), "--user no such user: there is no such user");
  EXPECT_EQ(refusal("root"), "--user root: is root; name another user");
}

}  // namespace
}  // namespace gor::app
