// SPDX-License-Identifier: Apache-2.0
#include "http/body.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/gzip.hpp"

namespace gor::http {
namespace {

constexpr std::size_t kLimit = 1 << 20;

using test::gzip;

std::string post(std::string_view fields, std::string_view body) {
  return "POST / HTTP/1.1\r\n" + std::string(fields) + "Host: h\r\n\r\n" + std::string(body);
}

std::string pretty(const std::string& message, std::size_t limit = kLimit) {
  const auto result = unwrapped(message, limit);
  return result ? std::string(result->view()) : "(as it was)";
}

TEST(Body, PutsChunksTogether) {
  EXPECT_EQ(pretty(post("Transfer-Encoding: chunked\r\n", "4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\nTrailer: 1\r\n\r\n")),
            post("Content-Length: 9\r\n", "Wikipedia"));
  EXPECT_EQ(pretty(post("transfer-encoding: CHUNKED\r\n", "0\r\n\r\n")), post("Content-Length: 0\r\n", ""));
  EXPECT_EQ(pretty("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nA\n0123456789\n0\n\n"),
            "POST / HTTP/1.1\nContent-Length: 10\r\n\n0123456789");
}

TEST(Body, GetsALengthThatNoLineContinues) {
  EXPECT_EQ(pretty("POST / HTTP/1.1\r\n stray\r\nTransfer-Encoding: chunked\r\nA: 1\r\n 2\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
            "POST / HTTP/1.1\r\n stray\r\nContent-Length: 1\r\nA: 1\r\n 2\r\n\r\nx");
}

TEST(Body, HasOneLengthWhereItHadTwo) {
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 3\r\nA: b\r\nContent-Length: 3\r\n\r\n", "ab").view(),
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nA: b\r\n\r\nab");
}

TEST(Body, UnpacksGzipAndSetsTheLengthInItsPlace) {
  const std::string packed = gzip("hello hello hello");
  EXPECT_EQ(pretty("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Encoding: gzip\r\ncontent-length:  " +
                   std::to_string(packed.size()) + " \r\nB: 2\r\n\r\n" + packed),
            "HTTP/1.1 200 OK\r\nA: 1\r\ncontent-length:  17 \r\nB: 2\r\n\r\nhello hello hello");
}

TEST(Body, TakesTheOldNameOfGzip) {
  EXPECT_EQ(pretty("HTTP/1.1 200 OK\r\nContent-Encoding: X-Gzip\r\n\r\n" + gzip("hello")),
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(Body, UnpacksGzipInChunksAndSeveralMembers) {
  const std::string packed = gzip("one, ") + gzip("two");
  const std::string half = packed.substr(0, 12);
  const std::string rest = packed.substr(12);
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", rest.size());
  EXPECT_EQ(pretty(post("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
                        "c\r\n" + half + "\r\n" + size + rest + "\r\n0\r\n\r\n")),
            post("Content-Length: 8\r\n", "one, two"));
}

TEST(Body, LeavesWhatIsDamagedAsItWas) {
  for (const char* body : {"4\r\nWik", "4\r\nWikipedia\r\n0\r\n\r\n", "x\r\n\r\n", "4\r\nWiki\r\n0\r\n",
                           "0\r\n\r\nmore", "-1\r\n\r\n", "ffffffffffffffffff\r\n", "4\r\nWiki\r\n"}) {
    EXPECT_EQ(pretty(post("Transfer-Encoding: chunked\r\n", body)), "(as it was)") << body;
  }
  const std::string packed = gzip("hello hello hello");
  std::string flipped = packed;
  flipped[packed.size() - 6] ^= 1;
  for (const std::string& body :
       {packed.substr(0, packed.size() - 1), flipped, packed + "more", std::string("plain")}) {
    EXPECT_EQ(pretty(post("Content-Encoding: gzip\r\n", body)), "(as it was)");
  }
}

TEST(Body, LeavesOtherCodingsAndMessagesWithoutABodyAsTheyWere) {
  EXPECT_EQ(pretty(post("", "body")), "(as it was)");
  EXPECT_EQ(pretty(post("Content-Encoding: br\r\n", "body")), "(as it was)");
  EXPECT_EQ(pretty(post("Content-Encoding: gzip, br\r\n", "body")), "(as it was)");
  EXPECT_EQ(pretty(post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")), "(as it was)");
  EXPECT_EQ(pretty(post("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", gzip("x"))), "(as it was)");
  EXPECT_EQ(pretty("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n"), "(as it was)");
  EXPECT_EQ(pretty("no head"), "(as it was)");
}

TEST(Body, LeavesABombAsItWas) {
  const std::string bomb = post("Content-Encoding: gzip\r\n", gzip(std::string(10'000'000, '0')));
  ASSERT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(pretty(bomb, 9'999'999), "(as it was)");
  EXPECT_EQ(pretty(bomb, 10'000'000).size(), post("Content-Length: 10000000\r\n", "").size() + 10'000'000);
}

}  // namespace
}  // namespace gor::http
