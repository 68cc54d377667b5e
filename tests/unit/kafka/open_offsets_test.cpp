// SPDX-License-Identifier: Apache-2.0
#include "kafka/open_offsets.hpp"

#include <gtest/gtest.h>

#include "kafka/merge.hpp"
#include "support/fakes.hpp"

namespace gor::kafka {
namespace {

using namespace std::chrono_literals;

class OpenOffsetsTest : public testing::Test {
 protected:
  std::shared_ptr<const Completion> open(std::int32_t partition, std::int64_t offset) {
    Message message = test::make_message(MessageType::request, std::to_string(offset));
    offsets_.open(partition, offset, message);
    return message.receipt;
  }
  std::string moved() {
    offsets_.take_ended(now_);
    std::string text;
    for (const OpenOffsets::Next& next : offsets_.take_moved()) {
      text += fmt::format("{}:{} ", next.partition, next.offset);
    }
    return text;
  }

  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(1'000'000);
  OpenOffsets::Clock::time_point now_ = OpenOffsets::Clock::now();
  OpenOffsets offsets_{memory_};
};

TEST_F(OpenOffsetsTest, MoveOverMessagesThatAreDoneWithInOrder) {
  auto first = open(0, 10);
  auto second = open(0, 11);
  auto other = open(1, 5);
  EXPECT_EQ(moved(), "0:10 1:5 ");
  second.reset();
  EXPECT_EQ(moved(), "");
  first.reset();
  EXPECT_EQ(moved(), "0:12 ");
  other.reset();
  EXPECT_EQ(moved(), "1:6 ");
  EXPECT_EQ(moved(), "");
  EXPECT_EQ(offsets_.size(), 0U);
}

TEST_F(OpenOffsetsTest, AMessageThatIsLostIsSentAgain) {
  auto first = open(0, 10);
  open(0, 11);
  first->fail();
  first.reset();
  EXPECT_EQ(moved(), "0:10 ");
  EXPECT_FALSE(offsets_.take_lost(now_)) << "after a pause";
  auto again = offsets_.take_lost(now_ + 2s);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id.view(), "10");
  EXPECT_EQ(moved(), "");
  again.reset();
  EXPECT_EQ(moved(), "0:12 ");
}

TEST_F(OpenOffsetsTest, RecordsThatAreNoMessagesHoldNothing) {
  offsets_.skip(0, 7);
  EXPECT_EQ(moved(), "0:8 ");
  auto message = open(0, 8);
  offsets_.skip(0, 9);
  EXPECT_EQ(moved(), "");
  message.reset();
  EXPECT_EQ(moved(), "0:10 ");
}

TEST_F(OpenOffsetsTest, ForgetAPartitionWithItsMessages) {
  auto message = open(0, 10);
  auto lost = open(0, 11);
  lost->fail();
  lost.reset();
  moved();
  offsets_.forget(0);
  EXPECT_FALSE(offsets_.take_lost(now_ + 2s));
  auto again = open(0, 10);
  message.reset();
  EXPECT_EQ(moved(), "0:10 ") << "the end of the first copy says nothing about the second one";
  std::size_t bytes = 0;
  memory_->for_each_holder([&](std::string_view, std::size_t held) { bytes += held; });
  EXPECT_GT(bytes, 0U);
  again.reset();
  moved();
  bytes = 0;
  memory_->for_each_holder([&](std::string_view, std::size_t held) { bytes += held; });
  EXPECT_EQ(bytes, 0U);
}

TEST(MergeTest, GivesTheEarliestOnceItIsKnown) {
  Merge merge(MemoryBudget::of(1'000'000));
  merge.add_partition(0);
  merge.add_partition(1);
  std::int32_t partition = -1;
  const auto next = [&] {
    const auto message = merge.next(partition);
    return message ? std::string(message->id.view()) : "";
  };
  merge.add(0, test::make_message(MessageType::request, "b", "", 2));
  EXPECT_EQ(next(), "") << "partition 1 may have an earlier one";
  merge.add(1, test::make_message(MessageType::request, "a", "", 1));
  merge.add(1, test::make_message(MessageType::request, "c", "", 3));
  EXPECT_EQ(next(), "a");
  EXPECT_EQ(partition, 1);
  EXPECT_EQ(next(), "b");
  EXPECT_EQ(next(), "");
  merge.note_end(0);
  EXPECT_EQ(next(), "c");
  EXPECT_EQ(next(), "");
  merge.add(0, test::make_message(MessageType::request, "d", "", 4));
  EXPECT_EQ(next(), "") << "partition 1 has not said that it has no more";
  merge.remove_partition(1);
  EXPECT_EQ(next(), "d");
}

}  // namespace
}  // namespace gor::kafka
