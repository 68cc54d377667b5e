// SPDX-License-Identifier: Apache-2.0
#include "net/endpoint.hpp"

#include <bitset>
#include <set>

#include <gtest/gtest.h>

namespace gor::net {
namespace {

IpAddress v4(std::uint8_t last) {
  const std::uint8_t octets[] = {192, 168, 0, last};
  return IpAddress::v4(octets);
}

TEST(IpAddressTest, IsOfOneFamily) {
  EXPECT_EQ(v4(7).text(), "192.168.0.7");
  std::uint8_t octets[16] = {0x20, 0x01, 0x0d, 0xb8};
  octets[15] = 1;
  const IpAddress v6 = IpAddress::v6(octets);
  EXPECT_EQ(v6.text(), "2001:db8::1");
  EXPECT_TRUE(v4(7).is_v4());
  EXPECT_FALSE(v6.is_v4());
}

TEST(IpAddressTest, HashesSpreadOverLowAndHighBits) {
  std::set<std::uint64_t> low, high;
  for (unsigned i = 0; i < 4096; ++i) {
    const std::uint8_t octets[4] = {10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    const auto hash = hash_value(IpAddress::v4(octets), 7);
    low.insert(hash & 0xfff);
    high.insert(hash >> 52);
  }
  // 4096 balls in 4096 bins leave a share of 1/e empty.
  EXPECT_GT(low.size(), 2400U);
  EXPECT_GT(high.size(), 2400U);
}

TEST(IpAddressTest, ReadsWhatItWrites) {
  for (const char* text : {"1.2.3.4", "0.0.0.0", "::", "::1", "2001:db8::1"}) {
    const auto address = IpAddress::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "[::1]", "localhost", "1.2.3.4 ", "::g"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace gor::net
