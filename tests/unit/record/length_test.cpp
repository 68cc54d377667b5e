// SPDX-License-Identifier: Apache-2.0
#include "record/length.hpp"

#include <string>

#include <gtest/gtest.h>

#include "record/codec.hpp"

namespace gor {
namespace {

const std::string kSeparator(kRecordSeparator);
const std::string kFake = kSeparator + "1 b 5 7\nDELETE /admin HTTP/1.1\r\n\r\n";

std::string with_body(std::string_view body, std::size_t announced) {
  return "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(announced) + "\r\n\r\n" + std::string(body);
}
std::string with_body(std::string_view body) {
  return with_body(body, body.size());
}

bool needs(const std::string& payload, MessageType type = MessageType::request) {
  return needs_length_field(payload, type);
}

TEST(LengthField, IsNeededWhereASeparatorStandsInThePayload) {
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& body : {"a" + kSeparator, "a" + kFake, kSeparator.substr(0, 13),
                                  "a" + kSeparator.substr(0, 13), "x" + kSeparator.substr(0, 2)}) {
    EXPECT_TRUE(needs(chunked + body)) << body;
    EXPECT_TRUE(needs(with_body(body))) << body;
    EXPECT_TRUE(needs("HTTP/1.1 200 OK\r\n\r\n" + body, MessageType::response)) << body;
  }
  EXPECT_TRUE(needs(kSeparator.substr(1) + "x", MessageType::response)) << "the metadata line ends with a line feed";
}

TEST(LengthField, IsNeededWhereTheHeadAnnouncesAnotherLength) {
  EXPECT_TRUE(needs(with_body("abc", 5)));
  EXPECT_TRUE(needs(with_body("abc", 2)));
  EXPECT_TRUE(needs("GET / HTTP/1.1\r\n\r\n\n"));
  EXPECT_TRUE(needs("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", MessageType::response)) << "an answer to HEAD";
}

TEST(LengthField, IsNotNeededForOrdinaryMessages) {
  for (const std::string& payload :
       {std::string("GET / HTTP/1.1\r\n\r\n"), with_body("abc"), with_body("a\xF0\x9F\x90\xB5\n\xF0\x9F\x98\x80"),
        std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), std::string("no HTTP\n")}) {
    EXPECT_FALSE(needs(payload)) << payload;
  }
  for (const std::string payload :
       {"HTTP/1.1 200 OK\r\n\r\nx", "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n"}) {
    EXPECT_FALSE(needs(payload, MessageType::response)) << payload;
  }
}

TEST(LengthField, IsTakenFromAmongOtherFields) {
  std::string extra = " len:12";
  EXPECT_EQ(take_length_field(extra), 12U);
  EXPECT_EQ(extra, "");
  extra = " a len:x len:7 #0123456789abcdef-1";
  EXPECT_EQ(take_length_field(extra), 7U);
  EXPECT_EQ(extra, " a len:x #0123456789abcdef-1");
  extra = " xlen:3 len: len:-1 len:99999999999999999999";
  EXPECT_FALSE(take_length_field(extra));
}

TEST(LengthField, LeavesTheMessageAsItWas) {
  Message message;
  message.type = MessageType::response;
  message.id = MessageId("a");
  message.latency = std::chrono::nanoseconds(7);
  message.extra = " more";
  message.payload = Payload("HTTP/1.1 200 OK\r\n\r\n" + kFake);
  std::string record;
  append_record(record, message);
  Message read;
  std::optional<std::uint64_t> length;
  ASSERT_TRUE(parse_metadata(record.substr(0, record.find('\n')), read, length));
  EXPECT_EQ(length, message.payload.size());
  EXPECT_EQ(read.extra, " more");
  EXPECT_EQ(read.timestamp, kNoTimestamp);
  EXPECT_EQ(read.latency, message.latency);
}

}  // namespace
}  // namespace gor
