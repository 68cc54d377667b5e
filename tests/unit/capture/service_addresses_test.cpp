// SPDX-License-Identifier: Apache-2.0
#include "capture/service_addresses.hpp"

#include <gtest/gtest.h>
#include <poll.h>

namespace gor::capture {
namespace {

using Clock = ServiceAddresses::Clock;

const net::IpAddress kOne = *net::IpAddress::parse("10.0.0.1");
const net::IpAddress kTwo = *net::IpAddress::parse("10.0.0.2");
const net::IpAddress kSix = *net::IpAddress::parse("fd00::1");
const Clock::time_point kStart{};

bool has_changed(const ServiceAddresses& addresses) {
  pollfd one{addresses.descriptor(), POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

TEST(ServiceAddressesTest, TakesOverWhatWasSet) {
  ServiceAddresses addresses;
  EXPECT_FALSE(addresses.has(kOne));
  EXPECT_FALSE(has_changed(addresses));
  addresses.set({kTwo, kSix, kTwo});
  EXPECT_TRUE(has_changed(addresses));
  EXPECT_FALSE(addresses.has(kTwo));
  addresses.update(kStart);
  EXPECT_FALSE(has_changed(addresses));
  EXPECT_TRUE(addresses.has(kTwo) && addresses.has(kSix) && !addresses.has(kOne));
  EXPECT_EQ(addresses.list(), (std::vector{kTwo, kSix}));
}

TEST(ServiceAddressesTest, KeepsForAWhileWhatHasLeft) {
  ServiceAddresses addresses({kOne, kTwo});
  addresses.set({kTwo});
  addresses.update(kStart);
  EXPECT_TRUE(addresses.has(kOne));
  addresses.update(kStart + ServiceAddresses::kLinger - std::chrono::milliseconds(1));
  EXPECT_TRUE(addresses.has(kOne));
  addresses.update(kStart + ServiceAddresses::kLinger);
  EXPECT_FALSE(addresses.has(kOne));
  EXPECT_TRUE(addresses.has(kTwo));
}

TEST(ServiceAddressesTest, AnAddressThatComesBackStays) {
  ServiceAddresses addresses({kOne});
  addresses.set({});
  addresses.update(kStart);
  addresses.set({kOne});
  addresses.update(kStart + std::chrono::seconds(1));
  addresses.update(kStart + 2 * ServiceAddresses::kLinger);
  EXPECT_TRUE(addresses.has(kOne));
}

}  // namespace
}  // namespace gor::capture
