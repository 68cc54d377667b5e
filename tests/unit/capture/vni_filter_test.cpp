// SPDX-License-Identifier: Apache-2.0
#include "capture/vni_filter.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::capture {
namespace {

constexpr std::uint32_t kNone = 0;

std::uint32_t network(std::uint32_t number) {
  return number + 1;  // as in Segment
}

TEST(VniFilterTest, PassesEverythingWithoutValues) {
  EXPECT_TRUE(VniFilter().passes(kNone));
  EXPECT_TRUE(VniFilter().passes(network(0)));
}

TEST(VniFilterTest, PassesOnlySelectedNetworks) {
  const VniFilter filter({"0", "16777215"});
  EXPECT_TRUE(filter.passes(network(0)));
  EXPECT_TRUE(filter.passes(network(16'777'215)));
  EXPECT_FALSE(filter.passes(network(1)));
  EXPECT_FALSE(filter.passes(kNone));
}

TEST(VniFilterTest, PassesAllButExcludedNetworks) {
  const VniFilter filter({"-0", "-7"});
  EXPECT_FALSE(filter.passes(network(0)));
  EXPECT_FALSE(filter.passes(network(7)));
  EXPECT_TRUE(filter.passes(network(8)));
  EXPECT_TRUE(filter.passes(kNone));
}

TEST(VniFilterTest, ExclusionWinsOverSelection) {
  const VniFilter filter({"7", "-7", "8"});
  EXPECT_FALSE(filter.passes(network(7)));
  EXPECT_TRUE(filter.passes(network(8)));
}

TEST(VniFilterTest, RefusesAnythingElse) {
  for (const std::string value : {"", "-", "x", "7x", "16777216", "--7", "+7", "99999999999999999999"}) {
    const std::string text = test::refusal_of<UsageError>([&] { VniFilter({value}); });
    EXPECT_NE(text.find("--input-raw-vxlan-vni "), std::string::npos) << value << ": " << text;
  }
}

}  // namespace
}  // namespace gor::capture
