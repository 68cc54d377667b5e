// SPDX-License-Identifier: Apache-2.0
#include "capture/fragments.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor::capture {
namespace {

class FragmentsTest : public testing::Test {
 protected:
  std::optional<std::string> add(std::size_t offset, std::string_view bytes, bool more, std::uint32_t id = 1,
                                 int second = 0) {
    Fragments::Key key;
    key.id = id;
    const auto datagram = fragments_.add(key, {offset, more, 6, bytes, Timestamp(std::chrono::seconds(second))});
    if (!datagram) return std::nullopt;
    EXPECT_EQ(datagram->protocol, 6);
    return std::string(datagram->bytes);
  }

  Counter given_up_;
  Fragments fragments_{{.datagrams = 10, .bytes = 200000, .age = std::chrono::seconds(30)}, given_up_};
};

TEST_F(FragmentsTest, CompletesInEveryOrder) {
  const std::string whole = "aaaaaaaabbbbbbbbccccccccdd";
  std::vector<std::size_t> order{0, 8, 16, 24};
  std::uint32_t id = 0;
  do {
    ++id;
    std::optional<std::string> result;
    for (const std::size_t offset : order) {
      EXPECT_FALSE(result);
      result = add(offset, std::string_view(whole).substr(offset, 8), offset < 24, id);
    }
    EXPECT_EQ(result, whole);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(fragments_.held_bytes(), 0U);
}

TEST_F(FragmentsTest, IgnoresRepeatedFragments) {
  EXPECT_FALSE(add(0, "aaaaaaaa", true));
  EXPECT_FALSE(add(0, "aaaaaaaa", true));
  EXPECT_FALSE(add(8, "bbbbbbbb", true));
  EXPECT_FALSE(add(8, "bbbbbbbb", true));
  EXPECT_EQ(add(16, "c", false), "aaaaaaaabbbbbbbbc");
}

TEST_F(FragmentsTest, GivesUpADatagramWithPartlyOverlappingFragments) {
  EXPECT_FALSE(add(0, "aaaaaaaaaaaaaaaa", true));
  EXPECT_FALSE(add(8, "bbbbbbbbbbbbbbbb", false));
  EXPECT_EQ(given_up_.get(), 1U);
  EXPECT_EQ(fragments_.held_bytes(), 0U);
}

TEST_F(FragmentsTest, GivesUpContradictoryAndOversizedDatagrams) {
  EXPECT_FALSE(add(8, "b", false, 1));
  EXPECT_FALSE(add(16, "cccccccc", true, 1));  // behind the end
  EXPECT_FALSE(add(65528, "12345678", false, 2));
  EXPECT_FALSE(add(0, "not a multiple of eight", true, 3));
  EXPECT_FALSE(add(0, "", true, 4));
  EXPECT_EQ(given_up_.get(), 4U);
  EXPECT_EQ(fragments_.held_bytes(), 0U);
}

TEST_F(FragmentsTest, GivesUpOldDatagrams) {
  EXPECT_FALSE(add(0, "aaaaaaaa", true, 1, 0));
  EXPECT_FALSE(add(0, "aaaaaaaa", true, 2, 40));
  EXPECT_EQ(given_up_.get(), 1U);
  EXPECT_FALSE(add(8, "b", false, 1, 40));
}

TEST_F(FragmentsTest, HoldsABoundedNumberOfDatagramsOldestGivenUpFirst) {
  for (std::uint32_t id = 1; id <= 11; ++id) EXPECT_FALSE(add(0, "aaaaaaaa", true, id));
  EXPECT_EQ(given_up_.get(), 1U);
  EXPECT_EQ(add(8, "b", false, 11), "aaaaaaaab");
}

TEST_F(FragmentsTest, HoldsABoundedNumberOfBytes) {
  const std::string large(60000, 'x');
  for (std::uint32_t id = 1; id <= 9; ++id) {
    EXPECT_FALSE(add(0, large, true, id));
    EXPECT_LE(fragments_.held_bytes(), 200000U);
  }
  EXPECT_GT(given_up_.get(), 0U);
}

TEST_F(FragmentsTest, GivesUpADatagramInTooManyPieces) {
  for (std::size_t i = 0; i < 100; ++i) EXPECT_FALSE(add(i * 16, "aaaaaaaa", true));
  EXPECT_GE(given_up_.get(), 1U);
}

}  // namespace
}  // namespace gor::capture
