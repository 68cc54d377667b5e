// SPDX-License-Identifier: Apache-2.0
#include "gor/payload.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(Payload, SharesBytesBetweenCopies) {
  const Payload first("hello");
  const Payload second = first;
  EXPECT_EQ(second.view(), "hello");
  EXPECT_EQ(first.view().data(), second.view().data());
  EXPECT_TRUE(Payload().empty());
}

TEST(Payload, MayBeCopiedAndFreedOnManyThreads) {
  const Payload payload(std::string(1000, 'x'));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([payload] {
      for (int n = 0; n < 1000; ++n) {
        Payload copy = payload;
        EXPECT_EQ(copy.size(), 1000U);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(payload.view().front(), 'x');
}

TEST(PayloadBuilder, GrowsKeepsAndHandsOver) {
  PayloadBuilder builder;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26));
    builder.append(piece);
    expected += piece;
  }
  EXPECT_EQ(builder.view(), expected);
  builder.truncate(100);
  EXPECT_EQ(builder.view(), expected.substr(0, 100));
  const Payload payload = builder.finish();
  EXPECT_EQ(payload.view(), expected.substr(0, 100));
  EXPECT_TRUE(builder.empty());
  EXPECT_EQ(builder.capacity(), 0U);
}

}  // namespace
}  // namespace gor
