// SPDX-License-Identifier: Apache-2.0
#include "net/own_connections.hpp"

#include <gtest/gtest.h>

namespace gor::net {
namespace {

using namespace std::chrono_literals;

Timestamp now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

TEST(OwnConnectionsTest, KnowsAConnectionFromItsOpeningToItsEnd) {
  const std::uint8_t octets[] = {127, 0, 0, 1};
  const Endpoint local{IpAddress::v4(octets), 40000};
  const Endpoint other{IpAddress::v4(octets), 40001};
  OwnConnections own;
  EXPECT_FALSE(own.has(local, now()));
  own.opened(local);
  EXPECT_TRUE(own.has(local, now()));
  EXPECT_TRUE(own.has(local, now() + 1h));
  EXPECT_FALSE(own.has(other, now()));
  own.closed(local);
  EXPECT_TRUE(own.has(local, now())) << "its last packets are seen after the close";
  EXPECT_FALSE(own.has(local, now() + 1s)) << "the port may now be a user's";
  EXPECT_FALSE(own.has(local, now() - 1s));
}

TEST(OwnConnectionsTest, KnowsAPortThatIsUsedAgain) {
  const std::uint8_t octets[] = {127, 0, 0, 1};
  const Endpoint local{IpAddress::v4(octets), 40000};
  OwnConnections own;
  own.opened(local);
  own.closed(local);
  own.opened(local);
  EXPECT_TRUE(own.has(local, now() + 1h));
  own.closed(local);
  EXPECT_FALSE(own.has(local, now() + 1h));
}

}  // namespace
}  // namespace gor::net
