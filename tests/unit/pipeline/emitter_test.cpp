// SPDX-License-Identifier: Apache-2.0
#include "pipeline/emitter.hpp"

#include <gtest/gtest.h>

#include "pipeline/limiter.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;
using test::MemoryInput;
using test::MemorySink;

/// Writes its name behind the id of each message, and stops those that have it already.
class Stamp final : public Stage {
 public:
  explicit Stamp(std::string name) : name_(std::move(name)) {}
  bool pass(Message& message) override {
    if (message.extra.find(name_) != std::string::npos) return false;
    message.extra += name_;
    return true;
  }

 private:
  const std::string name_;
};

TEST(Emitter, TakesEachMessageThroughItsStagesInOrder) {
  MemoryInput input({make_message(MessageType::request, "a"), make_message(MessageType::response, "a")});
  Stamp first("1");
  Stamp second("2");
  MemorySink output;
  Emitter(input, {&first, &second}, output).run();
  ASSERT_EQ(output.messages().size(), 2U);
  EXPECT_EQ(output.messages()[0].extra, "12");
  EXPECT_EQ(output.messages()[1].type, MessageType::response);
}

TEST(Emitter, AMessageThatAStageStopsGoesNoFurther) {
  MemoryInput input({make_message(MessageType::request, "a")});
  Stamp once("1");
  Stamp never("2");
  MemorySink output;
  Emitter(input, {&once, &once, &never}, output).run();
  EXPECT_TRUE(output.messages().empty());
}

TEST(Emitter, ALimiterIsAStage) {
  MemoryInput input(std::vector<Message>(100, make_message(MessageType::request, "a")));
  StationMetrics station("input|50");
  Limiter limiter({Limit::Kind::per_second, 50}, station);
  MemorySink output;
  Emitter(input, {&limiter}, output).run();
  EXPECT_EQ(output.messages().size(), 50U);
  EXPECT_EQ(station.held(), 0);
}

}  // namespace
}  // namespace gor
