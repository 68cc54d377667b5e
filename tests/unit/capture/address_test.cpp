// SPDX-License-Identifier: Apache-2.0
#include "capture/address.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::capture {
namespace {

using Ports = std::vector<std::uint16_t>;

CaptureAddress live(std::string_view value) {
  return parse_capture_address(value, Engine::libpcap);
}
CaptureAddress file(std::string_view value) {
  return parse_capture_address(value, Engine::pcap_file);
}

std::string refusal(std::string_view value, Engine engine = Engine::libpcap) {
  return test::refusal_of<UsageError>([&] { parse_capture_address(value, engine); });
}

TEST(AddressTest, EmptyAndUnspecifiedHostsMeanEveryInterface) {
  for (const char* value : {":8080", "0.0.0.0:8080", "[::]:8080", "any:8080"}) {
    EXPECT_EQ(live(value).interface, "") << value;
    EXPECT_EQ(live(value).ports, Ports{8080}) << value;
    EXPECT_EQ(live(value).file, "") << value;
  }
  EXPECT_EQ(live("::").interface, "");
}

TEST(AddressTest, TakesInterfacesAddressesAndPatterns) {
  EXPECT_EQ(live("eth0:80").interface, "eth0");
  EXPECT_EQ(live("veth*:80").interface, "veth*");
  EXPECT_EQ(live("10.1.2.3:80").interface, "10.1.2.3");
  EXPECT_EQ(live("[::1]:80").interface, "::1");
  EXPECT_EQ(live("::1").interface, "::1");
  EXPECT_EQ(live("localhost:80").interface, "127.0.0.1");
}

TEST(AddressTest, TakesSeveralPortsSortedAndOnce) {
  EXPECT_EQ(live(":81,80,81").ports, (Ports{80, 81}));
}

TEST(AddressTest, NoPortOrZeroMeansAll) {
  for (const char* value : {"eth0", "eth0:", "eth0:0", "eth0:80,0", "[::1]", "[::1]:"}) {
    EXPECT_EQ(live(value).ports, Ports{}) << value;
  }
}

TEST(AddressTest, TakesCaptureFilesWithAndWithoutPorts) {
  EXPECT_EQ(live("/tmp/a.pcap").file, "/tmp/a.pcap");
  EXPECT_EQ(live("a.pcapng:80,443").file, "a.pcapng");
  EXPECT_EQ(live("a.pcapng:80,443").ports, (Ports{80, 443}));
  EXPECT_EQ(file("dump:8080").file, "dump");
  EXPECT_EQ(file("at-10:20.cap").file, "at-10:20.cap");
  EXPECT_EQ(file("dump").ports, Ports{});
}

TEST(AddressTest, SaysThatABarePortIsNoAddress) {
  EXPECT_EQ(refusal("80"), "--input-raw 80: a port alone is not an address, write :80");
}

TEST(AddressTest, RefusesWhatIsNoAddressWithOneLine) {
  EXPECT_NE(refusal("").find("empty"), std::string::npos);
  EXPECT_NE(refusal(":70000").find("\"70000\" is not a port"), std::string::npos);
  EXPECT_NE(refusal(":http").find("\"http\" is not a port"), std::string::npos);
  EXPECT_NE(refusal(":80,").find("missing after the last comma"), std::string::npos);
  EXPECT_NE(refusal(":80,,81").find("\"\" is not a port"), std::string::npos);
  EXPECT_NE(refusal("fe80::1:2:80x").find("brackets"), std::string::npos);
  EXPECT_NE(refusal("[::1:80").find("not an IPv6 address"), std::string::npos);
  EXPECT_NE(refusal(":80", Engine::pcap_file).find("name of the capture file"), std::string::npos);
}

}  // namespace
}  // namespace gor::capture
