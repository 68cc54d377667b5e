// SPDX-License-Identifier: Apache-2.0
#include "pipeline/emitter.hpp"

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;
using test::MemoryInput;
using test::MemoryOutput;

TEST(Emitter, GivesEachOutputItsOwnCopyInOrder) {
  MemoryInput input({make_message(MessageType::request, "a"), make_message(MessageType::response, "a")});
  MemoryOutput first;
  MemoryOutput second;
  Station split("split");
  Emitter({input}, {nullptr, &split, {{&first, nullptr}, {&second, nullptr}}}).run();
  for (const MemoryOutput* output : {&first, &second}) {
    ASSERT_EQ(output->messages().size(), 2U);
    EXPECT_EQ(output->messages()[1].type, MessageType::response);
  }
  EXPECT_EQ(first.messages()[0].payload.view().data(), second.messages()[0].payload.view().data());
  EXPECT_EQ(split.held(), 0);
  EXPECT_EQ(split.out.total(), 4U);
}

TEST(Emitter, AsksTheLimiterOfTheInputAndThoseOfTheOutputs) {
  std::vector<Message> messages(100, make_message(MessageType::request, "a"));
  MemoryInput input(messages);
  MemoryOutput limited;
  MemoryOutput free;
  Station input_limit("input|50");
  Station output_limit("output|5");
  Station split("split");
  Limiter of_input({Limit::Kind::per_second, 50}, input_limit);
  Limiter of_output({Limit::Kind::per_second, 5}, output_limit);
  Emitter({input}, {&of_input, &split, {{&limited, &of_output}, {&free, nullptr}}}).run();
  EXPECT_EQ(free.messages().size(), 50U);
  EXPECT_EQ(limited.messages().size(), 5U);
}

}  // namespace
}  // namespace gor
