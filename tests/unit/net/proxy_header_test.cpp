// SPDX-License-Identifier: Apache-2.0
#include "net/proxy_header.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor::net {
namespace {

using Step = ProxyHeader::Step;

const std::string kMark("\r\n\r\n\0\r\nQUIT\n", 12);
const std::string kAddresses4("\xc0\x00\x02\x01\xc0\x00\x02\x09\xdc\x04\x01\xbb", 12);

std::string binary(char command, char family, const std::string& rest) {
  const std::string size{static_cast<char>(rest.size() >> 8), static_cast<char>(rest.size())};
  return kMark + command + family + size + rest;
}

std::string client_of(const ProxyHeader& header) {
  return header.client() ? header.client()->address.text() + " " + std::to_string(header.client()->port) : "";
}

TEST(ProxyHeader, SaysWhoTheClientIsInWhateverPiecesItComes) {
  const std::string kAddresses6 = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x01" +
                                  std::string(16, '\2') + std::string("\x00\x50\x01\xbb", 4);
  const std::vector<std::pair<std::string, std::string>> headers{
      {"PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n", "192.0.2.1 56324"},
      {"PROXY TCP6 2001:db8::1 2001:db8::9 80 443\r\n", "2001:db8::1 80"},
      {"PROXY UNKNOWN\r\n", ""},
      {"PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", ""},
      {binary('\x21', '\x11', kAddresses4), "192.0.2.1 56324"},
      {binary('\x21', '\x11', kAddresses4 + std::string(1000, 'x')), "192.0.2.1 56324"},  // with more about it
      {binary('\x21', '\x21', kAddresses6), "2001:db8::1 80"},
      {binary('\x20', '\x00', ""), ""},                     // LOCAL
      {binary('\x21', '\x00', "anything"), ""},             // UNSPEC
      {binary('\x21', '\x31', std::string(216, 'u')), ""},  // a socket of the file system
  };
  for (const auto& [bytes, client] : headers) {
    EXPECT_TRUE(ProxyHeader::begins(bytes));
    EXPECT_EQ(behind_proxy_header(bytes + "GET /"), "GET /");
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      ProxyHeader header;
      std::string_view first = std::string_view(bytes).substr(0, cut);
      const std::string behind = bytes.substr(cut) + "GET /";
      std::string_view second = behind;
      Step step = header.feed(first);
      if (step == Step::need_more) step = header.feed(second);
      ASSERT_EQ(step, Step::whole) << bytes << cut;
      EXPECT_EQ(second.substr(cut == bytes.size() ? bytes.size() - cut : 0), "GET /");
      EXPECT_EQ(header.size(), bytes.size());
      EXPECT_EQ(client_of(header), client);
    }
  }
}

TEST(ProxyHeader, IsNothingElse) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\n\r\n"), std::string("PROXY /a HTTP/1.1\r\n"), std::string("PROXY TCP4\r\n"),
        std::string("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n"), std::string("PROXY TCP4 1.2.3.4 1.2.3 1 2\r\n"),
        std::string("PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n"), std::string("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n"),
        "PROXY UNKNOWN " + std::string(200, 'x'), binary('\x11', '\x11', kAddresses4),
        binary('\x22', '\x11', kAddresses4), binary('\x21', '\x11', "short"),
        std::string("\r\n\r\nGET / HTTP/1.1\r\n")}) {
    std::string_view piece = bytes;
    EXPECT_EQ(ProxyHeader().feed(piece), Step::invalid) << bytes;
    EXPECT_EQ(behind_proxy_header(bytes), bytes);
  }
}

TEST(ProxyHeader, IsNotWholeBeforeItsEnd) {
  for (const std::string& bytes : {std::string("PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r"),
                                   binary('\x21', '\x11', kAddresses4).substr(0, 20), std::string("PRO")}) {
    std::string_view piece = bytes;
    EXPECT_EQ(ProxyHeader().feed(piece), Step::need_more);
    EXPECT_TRUE(piece.empty());
  }
}

}  // namespace
}  // namespace gor::net
