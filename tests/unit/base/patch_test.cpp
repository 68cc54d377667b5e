// SPDX-License-Identifier: Apache-2.0
#include "base/patch.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(Patch, ReplacesPartsFromFrontToBack) {
  const std::string_view text = "one two three";
  Patch patch(text);
  EXPECT_FALSE(patch.is_changed());
  patch.replace(text.substr(0, 3), "1");
  patch.replace(text.substr(4, 3), "two");
  patch.replace(text.substr(8), "");
  EXPECT_TRUE(patch.is_changed());
  EXPECT_EQ(patch.finish().view(), "1 two ");
}

TEST(Patch, IsTheTextWhereNothingIsReplaced) {
  EXPECT_EQ(Patch("text").finish().view(), "text");
  const std::string_view text = "text";
  Patch emptied(text);
  emptied.replace(text, "");
  EXPECT_TRUE(emptied.is_changed());
  EXPECT_EQ(emptied.finish().view(), "");
}

}  // namespace
}  // namespace gor
