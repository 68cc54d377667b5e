// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::net {
namespace {

TEST(ParseAddressTest, TakesHostAndPort) {
  const struct {
    const char* text;
    const char* host;
    std::uint16_t port;
  } cases[] = {{":80", "", 80}, {"host:1", "host", 1}, {"[::1]:65535", "::1", 65535}, {"10.0.0.1:0", "10.0.0.1", 0}};
  for (const auto& known : cases) {
    const Address address = parse_address("--input-tcp", known.text);
    EXPECT_EQ(address.host, known.host);
    EXPECT_EQ(address.port, known.port);
  }
}

TEST(ParseAddressTest, NamesFlagAndTextOfWhatIsWrong) {
  for (const char* text : {"", "80", "host", "host:", "host:x", "host:65536", "host:-1", "::1:80", "[::1:80"}) {
    const std::string what = test::refusal_of<UsageError>([&] { parse_address("--some-flag", text); });
    EXPECT_NE(what.find("--some-flag"), std::string::npos) << what;
    EXPECT_NE(what.find(text), std::string::npos) << what;
  }
}

}  // namespace
}  // namespace gor::net
