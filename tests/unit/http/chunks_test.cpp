// SPDX-License-Identifier: Apache-2.0
#include "http/chunks.hpp"

#include <string>

#include <gtest/gtest.h>

#include "http/head.hpp"

namespace gor::http {
namespace {

std::string data_of(Chunks& chunks) {
  std::string data;
  while (const auto chunk = chunks.next()) data.append(*chunk);
  return data;
}

TEST(Chunks, GiveTheirDataAndThenTheTrailers) {
  Chunks chunks("2\r\nab\r\nA\n0123456789\n000\r\nT: 1\r\n\r\n");
  EXPECT_EQ(data_of(chunks), "ab0123456789");
  EXPECT_TRUE(chunks.is_complete());
  EXPECT_FALSE(chunks.has_extensions());
  Fields trailers(chunks.trailers());
  EXPECT_EQ(trailers.next()->value, "1");
  EXPECT_FALSE(trailers.next());
}

TEST(Chunks, SayWhetherThereAreExtensions) {
  for (const char* body : {"1;a=b\r\nx\r\n0\r\n\r\n", "1 ;a\r\nx\r\n0\r\n\r\n", "1\r\nx\r\n0;a\r\n\r\n"}) {
    Chunks chunks(body);
    EXPECT_EQ(data_of(chunks), "x") << body;
    EXPECT_TRUE(chunks.has_extensions()) << body;
    EXPECT_TRUE(chunks.is_complete()) << body;
  }
}

TEST(Chunks, EndWhereTheBodyIsDamagedOrCutOff) {
  for (const char* body : {"", "1", "1\r\n", "1\r\nx", "1\r\nxy\r\n0\r\n\r\n", "g\r\n", "-1\r\nx\r\n", "1x\r\nx\r\n",
                           "ffffffffffffffffffff\r\nx\r\n", "0", "0\r\nT: 1\r\n", "0\r\n\r\nmore"}) {
    Chunks chunks(body);
    data_of(chunks);
    EXPECT_FALSE(chunks.is_complete()) << body;
    EXPECT_FALSE(chunks.next()) << body;
  }
}

}  // namespace
}  // namespace gor::http
