// SPDX-License-Identifier: Apache-2.0
#include "net/own_connections.hpp"

#include <gtest/gtest.h>

namespace gor::net {
namespace {

using namespace std::chrono_literals;

Timestamp now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

const std::uint8_t kLoopback[] = {127, 0, 0, 1};
const Endpoint kServer{IpAddress::v4(kLoopback), 80};

TEST(OwnConnectionsTest, KnowsAConnectionFromItsOpeningToItsEnd) {
  const Endpoint local{IpAddress::v4(kLoopback), 40000};
  const Endpoint other{IpAddress::v4(kLoopback), 40001};
  OwnConnections own;
  EXPECT_FALSE(own.has(local, kServer, now()));
  own.opened(local, kServer);
  EXPECT_TRUE(own.has(local, kServer, now()));
  EXPECT_TRUE(own.has(local, kServer, now() + 1h));
  EXPECT_FALSE(own.has(other, kServer, now()));
  own.closed(local, kServer);
  EXPECT_TRUE(own.has(local, kServer, now())) << "its last packets are seen after the close";
  EXPECT_FALSE(own.has(local, kServer, now() + 1s)) << "the port may now be a user's";
  EXPECT_FALSE(own.has(local, kServer, now() - 1s));
}

TEST(OwnConnectionsTest, KnowsAPortThatIsUsedAgain) {
  const Endpoint local{IpAddress::v4(kLoopback), 40000};
  OwnConnections own;
  own.opened(local, kServer);
  own.closed(local, kServer);
  own.opened(local, kServer);
  EXPECT_TRUE(own.has(local, kServer, now() + 1h));
  own.closed(local, kServer);
  EXPECT_FALSE(own.has(local, kServer, now() + 1h));
}

TEST(OwnConnectionsTest, ForgetsNothingThatIsOpenHoweverManyCome) {
  OwnConnections own;
  const auto end = [](unsigned i) {
    const std::uint8_t octets[] = {10, 0, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8)};
    return Endpoint{IpAddress::v4(octets), static_cast<std::uint16_t>(i)};
  };
  for (unsigned i = 0; i < 100'000; ++i) own.opened(end(i), kServer);
  for (unsigned i = 1; i < 100'000; i += 2) own.closed(end(i), kServer);
  for (unsigned i = 0; i < 100'000; ++i) ASSERT_EQ(own.has(end(i), kServer, now() + 1h), i % 2 == 0) << i;
}

// Linux hands out a local port again for another destination.
TEST(OwnConnectionsTest, LeavesTheSamePortTowardsAnotherServerToTheUser) {
  const Endpoint local{IpAddress::v4(kLoopback), 40000};
  const Endpoint another{IpAddress::v4(kLoopback), 81};
  OwnConnections own;
  own.opened(local, kServer);
  EXPECT_FALSE(own.has(local, another, now()));
  own.opened(local, another);
  own.closed(local, kServer);
  EXPECT_TRUE(own.has(local, another, now() + 1h));
}

}  // namespace
}  // namespace gor::net
