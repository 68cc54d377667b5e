// SPDX-License-Identifier: Apache-2.0
#include "http/extent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

using State = Extent::State;

Extent extent(std::string_view bytes, Side side = Side::request) {
  PayloadBuilder scratch;
  return extent_of(bytes, side, scratch);
}

TEST(Extent, EndsWhereTheFramingSaysWhateverFollows) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n{\"a\":12";
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: x\r\n\r\n";
  for (const std::string& request : {get, post, chunked}) {
    for (const std::string before : {"", "\r\n", "\n\n"}) {
      for (const std::string& after : {std::string(), std::string("\n"), std::string("34567}"), get}) {
        const std::string bytes = before + request + after;
        const Extent found = extent(bytes);
        EXPECT_EQ(found.state, State::whole);
        EXPECT_EQ(found.of(bytes), request);
      }
    }
  }
}

TEST(Extent, AMessageThatLacksItsEndIsUnfinished) {
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < chunked.size(); ++size) {
    EXPECT_EQ(extent(chunked.substr(0, size)).state, State::unfinished) << size;
  }
  EXPECT_EQ(extent("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcd").state, State::unfinished);
}

TEST(Extent, WhatIsNoMessageIsInvalid) {
  for (const char* bytes :
       {"GET /\r\n\r\n", "\x16\x03\x01", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}) {
    EXPECT_EQ(extent(bytes).state, State::invalid) << bytes;
  }
}

TEST(Extent, AResponseWithoutALengthLastsUntilTheEnd) {
  const std::string response = "HTTP/1.1 200 OK\r\n\r\nanything\r\n\r\nat all";
  EXPECT_EQ(extent(response, Side::response).of(response), response);
  EXPECT_EQ(extent(response, Side::response).state, State::whole);
}

TEST(HasClearLength, IsFalseWhereOthersMaySeeAnotherEnd) {
  const auto is_clear = [](std::string_view fields, std::string_view version = "HTTP/1.1") {
    return has_clear_length("POST / " + std::string(version) + "\r\n" + std::string(fields) + "\r\n");
  };
  for (const char* fields : {"", "Content-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
                             "Transfer-Encoding: gzip, chunked\r\n", "X: 1\r\n folded\r\nContent-Length: 5\r\n"}) {
    EXPECT_TRUE(is_clear(fields)) << fields;
  }
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\ncontent-length: 0\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n",
        "Content-Length: 0x5\r\n", "Content-Length:\r\n", "Content-Length : 5\r\n", "Content-Length: 5\r\n 6\r\n",
        "Transfer-Encoding: identity\r\n", "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding:\r\n chunked\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding\t: chunked\r\n"}) {
    EXPECT_FALSE(is_clear(fields)) << fields;
  }
  EXPECT_FALSE(is_clear("Transfer-Encoding: chunked\r\n", "HTTP/1.0"));
}

}  // namespace
}  // namespace gor::http
