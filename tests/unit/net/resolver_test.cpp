// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.hpp"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

namespace gor::net {
namespace {

using namespace std::chrono_literals;

class ResolverTest : public testing::Test {
 protected:
  Resolver::Answer wait_for(const std::string& host) {
    auto answer = resolver_.lookup(host);
    EXPECT_FALSE(answer.known) << host;
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(woken_.wait_for(lock, 30s, [this] { return wakes_ > 0; }));
    lock.unlock();
    return resolver_.lookup(host);
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  int wakes_ = 0;
  Resolver resolver_{[this] {
    {
      std::lock_guard lock(mutex_);
      ++wakes_;
    }
    woken_.notify_all();
  }};
};

TEST_F(ResolverTest, KnowsAddressesAtOnce) {
  const auto v4 = resolver_.lookup("127.0.0.1");
  ASSERT_TRUE(v4.known);
  ASSERT_EQ(v4.addresses.size(), 1U);
  EXPECT_EQ(v4.addresses[0].text(), "127.0.0.1");
  EXPECT_EQ(resolver_.lookup("::1").addresses.at(0).text(), "::1");
}

TEST_F(ResolverTest, LooksUpNames) {
  const auto answer = wait_for("localhost");
  EXPECT_TRUE(answer.known);
  EXPECT_FALSE(answer.addresses.empty());
}

TEST_F(ResolverTest, AnswersThatANameHasNoAddress) {
  const auto answer = wait_for("no-such-name.invalid");
  EXPECT_TRUE(answer.known);
  EXPECT_TRUE(answer.addresses.empty());
}

TEST(ResolverLifeTest, MayEndWhileItLooks) {
  bool woken = false;
  {
    Resolver([&] { woken = true; }).lookup("no-such-name.invalid");
  }
  EXPECT_FALSE(woken);
}

}  // namespace
}  // namespace gor::net
