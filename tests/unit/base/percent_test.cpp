// SPDX-License-Identifier: Apache-2.0
#include "base/percent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(Percent, EncodingIsUndoneAndDone) {
  EXPECT_EQ(percent_decoded("a%2Fb%2b%3D"), "a/b+=");
  EXPECT_EQ(percent_decoded("%zz%4"), "%zz%4");
  EXPECT_EQ(percent_encoded("a/b+= ~"), "a%2Fb%2B%3D%20~");
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
}

}  // namespace
}  // namespace gor
