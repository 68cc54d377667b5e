// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

class MaskTest : public testing::Test {
 protected:
  MaskTest() { std::ofstream(key_file_) << "0123456789abcdef"; }

  std::string masked(MaskOptions options, std::string_view payload, MessageType type = MessageType::request) {
    options.key_file = key_file_;
    Station station("mask");
    Mask mask(options, station);
    Message message = make_message(type, "a", payload);
    const bool passed = mask.pass(message);
    EXPECT_EQ(station.held(), 0);
    return passed ? std::string(message.payload.view()) : "(dropped)";
  }

  const std::string key_file_ = testing::TempDir() + "gor_mask_key";
  // printf secret | openssl dgst -sha256 -hmac 0123456789abcdef
  const std::string secret_ = "59fa6a4dccc441a2";
};

TEST_F(MaskTest, ReplacesEveryHeaderOfAName) {
  EXPECT_EQ(masked({.headers = {"x-token"}},
                   "GET / HTTP/1.1\r\nX-Token:  secret \r\nA: secret\r\nx-token: secret\r\n\r\nsecret"),
            "GET / HTTP/1.1\r\nX-Token:  " + secret_ + " \r\nA: secret\r\nx-token: " + secret_ + "\r\n\r\nsecret");
  EXPECT_EQ(masked({.headers = {"Set-Cookie"}}, "HTTP/1.1 200 OK\r\nSet-Cookie: secret\r\n\r\n", MessageType::response),
            "HTTP/1.1 200 OK\r\nSet-Cookie: " + secret_ + "\r\n\r\n");
}

TEST_F(MaskTest, ReplacesEveryParameterOfANameInQueryAndForm) {
  EXPECT_EQ(masked({.params = {"key"}}, "GET /p?key=secret&a=secret&key=&key=secret HTTP/1.1\r\n\r\n"),
            "GET /p?key=" + secret_ + "&a=secret&key=&key=" + secret_ + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(masked({.params = {"pw"}},
                   "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                   "Content-Length: 15\r\n\r\nuser=a&pw=secret"),
            "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
            "Content-Length: 26\r\n\r\nuser=a&pw=" +
                secret_);
}

TEST_F(MaskTest, ReplacesStringsAndNumbersAtAJsonPathAndKeepsTheRest) {
  const std::string result = masked({.json_paths = {"$..pw", "id"}},
                                    "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n{ \"pw\":\"secret\",\"id\" : 17, "
                                    "\"x\": [ {\"pw\": \"s\\u0065cret\"} ],\"n\":null }");
  const std::string body = result.substr(result.find("\r\n\r\n") + 4);
  EXPECT_TRUE(body.starts_with("{ \"pw\":\"" + secret_ + "\",\"id\" : ")) << body;
  EXPECT_TRUE(body.ends_with(", \"x\": [ {\"pw\": \"" + secret_ + "\"} ],\"n\":null }")) << body;
  EXPECT_EQ(body.find("17,"), std::string::npos);
  EXPECT_NE(result.find("Content-Length: " + std::to_string(body.size()) + "\r\n"), std::string::npos) << result;
}

TEST_F(MaskTest, ReadsChunkedBodies) {
  EXPECT_EQ(
      masked({.json_paths = {"a"}},
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"a\":\"\r\n8\r\nsecret\"}\r\n0\r\n\r\n"),
      "POST / HTTP/1.1\r\nContent-Length: 24\r\n\r\n{\"a\":\"" + secret_ + "\"}");
}

TEST_F(MaskTest, LeavesABodyWithNothingToMaskAsItWas) {
  for (const char* message : {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"b\":1}\r\n0\r\n\r\n",
                              "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\ntext", "GET / HTTP/1.1\r\n\r\n", "binary"}) {
    EXPECT_EQ(masked({.json_paths = {"a"}}, message), message);
  }
}

TEST_F(MaskTest, StopsWhatItCannotReadButMayHaveToMask) {
  for (const char* message :
       {"POST / HTTP/1.1\r\nContent-Type: Application/Problem+JSON\r\nContent-Encoding: br\r\n\r\nxx",
        "POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\nxx",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{\"a\":\"sec"}) {
    EXPECT_EQ(masked({.json_paths = {"a"}}, message), "(dropped)") << message;
  }
  EXPECT_NE(masked({.headers = {"A"}}, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{\"a\":\"sec"), "(dropped)");
}

TEST_F(MaskTest, StopsTheResponseOfARequestThatItHasStopped) {
  Station station("mask");
  Mask mask({.json_paths = {"a"}}, station);
  Message request = make_message(MessageType::request, "a", "POST / HTTP/1.1\r\n\r\n{");
  Message response = make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_FALSE(mask.pass(request));
  EXPECT_FALSE(mask.pass(response));
  response.id = MessageId("b");
  EXPECT_TRUE(mask.pass(response));
}

TEST_F(MaskTest, AnUntouchedMessageKeepsItsBytes) {
  Station station("mask");
  Mask mask({.headers = {"A"}, .params = {"p"}, .json_paths = {"a"}}, station);
  Message message = make_message(MessageType::request, "a", "POST /?q=1 HTTP/1.1\r\nB: 1\r\n\r\n{}");
  const char* const before = message.payload.view().data();
  EXPECT_TRUE(mask.pass(message));
  EXPECT_EQ(message.payload.view().data(), before);
}

TEST_F(MaskTest, TakesAnotherKeyEachTimeIfNoneIsGiven) {
  Station station("mask");
  const MaskOptions options{.headers = {"A"}};
  Message first = make_message(MessageType::request, "a", "GET / HTTP/1.1\r\nA: secret\r\n\r\n");
  Message second = first;
  Mask(options, station).pass(first);
  Mask(options, station).pass(second);
  EXPECT_NE(first.payload.view(), second.payload.view());
}

TEST_F(MaskTest, RefusesAWrongPathAndAWeakKey) {
  Station station("mask");
  EXPECT_THROW(parse_json_paths({"a", "a["}), UsageError);
  EXPECT_THROW(Mask({.headers = {"A"}, .key_file = "/nowhere"}, station), StartError);
  std::ofstream(key_file_) << "short";
  EXPECT_THROW(Mask({.headers = {"A"}, .key_file = key_file_}, station), StartError);
}

}  // namespace
}  // namespace gor
