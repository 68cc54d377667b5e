// SPDX-License-Identifier: Apache-2.0
#include "output/flight_recorder.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;

Message request_of(const std::string& payload) {
  return test::make_message(MessageType::request, "a", payload);
}

struct Written {
  std::vector<std::string> payloads;
  int finishes = 0;
};

class FileOfTest final : public BatchSink {
 public:
  FileOfTest(Written& written, StationMetrics& station) : written_(written), station_(station) {}
  void add(const Message& message) override {
    written_.payloads.emplace_back(message.payload.view());
    station_.out.add(message.type);
  }
  bool has_unwritten() const override { return false; }
  void flush() override {}
  void finish() override { ++written_.finishes; }
  void give_up_at(std::chrono::steady_clock::time_point) override {}

 private:
  Written& written_;
  StationMetrics& station_;
};

class FlightRecorderTest : public testing::Test {
 protected:
  FlightRecorder make(Keep keep, std::size_t memory = 1 << 20) {
    return {std::make_unique<FileOfTest>(written_, station_), keep, requests_, MemoryBudget::of(memory), station_};
  }
  void add(FlightRecorder& recorder, const std::string& payload) {
    const Message message = request_of(payload);
    station_.in.add(message.type);
    bytes_of_one_ = message.bytes();
    recorder.add(message);
  }

  Ledger ledger_;
  StationMetrics& station_ = ledger_.station("output-file");
  std::atomic<unsigned> requests_ = 0;
  Written written_;
  std::size_t bytes_of_one_ = 0;
};

TEST_F(FlightRecorderTest, WritesWhatItHoldsWhenItIsAskedTo) {
  FlightRecorder recorder = make({.age = 1h});
  add(recorder, "a");
  add(recorder, "b");
  recorder.look_around();
  EXPECT_TRUE(written_.payloads.empty());
  EXPECT_EQ(recorder.kept(), 2);
  ++requests_;
  recorder.look_around();
  EXPECT_EQ(written_.payloads, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(written_.finishes, 1);
  EXPECT_EQ(recorder.kept(), 0);
  add(recorder, "c");
  ++requests_;
  recorder.finish();
  EXPECT_EQ(written_.payloads.back(), "c");
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(FlightRecorderTest, ForgetsTheOldestBeyondASize) {
  const std::size_t one = request_of("0").bytes();
  FlightRecorder recorder = make({.bytes = 3 * one});
  for (int i = 0; i < 10; ++i) add(recorder, std::to_string(i));
  ++requests_;
  recorder.look_around();
  EXPECT_EQ(written_.payloads, (std::vector<std::string>{"7", "8", "9"}));
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(FlightRecorderTest, ForgetsWhatIsTooOld) {
  FlightRecorder recorder = make({.age = 1ms});
  add(recorder, "old");
  std::this_thread::sleep_for(2ms);
  add(recorder, "new");
  EXPECT_EQ(recorder.kept(), 1);
}

TEST_F(FlightRecorderTest, StaysWithinTheMemory) {
  const std::size_t one = request_of(std::string(1000, 'x')).bytes();
  FlightRecorder recorder = make({.age = 1h}, 10 * one);
  for (int i = 0; i < 100; ++i) add(recorder, std::string(1000, 'x'));
  EXPECT_LE(recorder.kept(), 13);
  EXPECT_GE(recorder.kept(), 9);
}

TEST_F(FlightRecorderTest, CountsWhatWasNeverAskedFor) {
  FlightRecorder recorder = make({.age = 1h});
  add(recorder, "a");
  recorder.finish();
  EXPECT_TRUE(written_.payloads.empty());
  EXPECT_EQ(station_.held(), 0);
}

}  // namespace
}  // namespace gor
