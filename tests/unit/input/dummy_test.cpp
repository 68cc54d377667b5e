// SPDX-License-Identifier: Apache-2.0
#include "input/dummy.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(DummyInput, GivesARequestAndItsResponseEachInterval) {
  StationMetrics station("input-dummy");
  const auto input = make_dummy_input(station, std::chrono::milliseconds(1));
  for (int i = 0; i < 3; ++i) {
    const auto request = input->read();
    const auto response = input->read();
    ASSERT_TRUE(request && response);
    EXPECT_EQ(request->type, MessageType::request);
    EXPECT_EQ(response->type, MessageType::response);
    EXPECT_EQ(request->id, response->id);
    EXPECT_EQ(request->id.view().size(), 24U);
  }
  input->stop();
  EXPECT_FALSE(input->read());
  EXPECT_EQ(station.held(), 0);
}

}  // namespace
}  // namespace gor
