// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace gor::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// What has happened, in order.
class Diary {
 public:
  void write(std::string line) {
    {
      std::lock_guard lock(mutex_);
      lines_.push_back(std::move(line));
    }
    written_.notify_all();
  }
  bool has(const std::string& line) {
    std::unique_lock lock(mutex_);
    return written_.wait_for(lock, 30s, [&] { return std::count(lines_.begin(), lines_.end(), line) > 0; });
  }
  std::vector<std::string> lines() {
    std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<std::string> lines_;
};

/// Ends when it is told to, or on its own.
class FakeInput : public Input {
 public:
  /// Gives `messages` first.
  FakeInput(Diary& diary, std::string name, int messages = 0)
      : diary_(diary), name_(std::move(name)), messages_(messages) {}

  std::optional<Message> read() override {
    diary_.write("read " + name_);
    if (messages_-- > 0) return Message();
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return has_ended_; });
    diary_.write("end of " + name_);
    return std::nullopt;
  }
  void stop() override {
    diary_.write("stop " + name_);
    end();
  }
  void end() {
    {
      std::lock_guard lock(mutex_);
      has_ended_ = true;
    }
    ended_.notify_all();
  }

 private:
  Diary& diary_;
  const std::string name_;
  int messages_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool has_ended_ = false;
};

class FakeOutput : public Output {
 public:
  FakeOutput(Diary& diary, std::string name) : diary_(diary), name_(std::move(name)), responses_(diary, "responses") {}

  /// Waits as for room in a full queue.
  void write(const Message&) override {
    diary_.write("wait " + name_);
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return deadline_.has_value(); });
  }
  void close(steady_clock::time_point deadline) override {
    diary_.write("close " + name_);
    {
      std::lock_guard lock(mutex_);
      deadline_ = deadline;
    }
    room_.notify_all();
    responses_.end();
  }
  void join() override { diary_.write("join " + name_); }
  Input* responses() override { return &responses_; }
  bool is_idle() const override { return idle; }

  steady_clock::time_point deadline() {
    std::lock_guard lock(mutex_);
    return *deadline_;
  }

  std::atomic<bool> idle{true};

 private:
  Diary& diary_;
  const std::string name_;
  FakeInput responses_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::optional<steady_clock::time_point> deadline_;
};

class RunTest : public testing::Test {
 protected:
  RunTest() {
    auto input = std::make_unique<FakeInput>(diary_, "input");
    auto replay = std::make_unique<FakeOutput>(diary_, "replay");
    auto sink = std::make_unique<FakeOutput>(diary_, "sink");
    input_ = input.get();
    replay_ = replay.get();
    sink_ = sink.get();
    pipeline_.inputs.push_back(std::move(input));
    pipeline_.outputs.push_back(std::move(replay));
    pipeline_.outputs.push_back(std::move(sink));
    pipeline_.sources.add(*input_, {}, *replay_);
    EmitterGroup& responses = pipeline_.returns.emplace_back();
    responses.add(*replay_->responses(), {}, *sink_);
    pipeline_.phases.push_back({.closed = {replay_}, .idle = {replay_}, .emitters = &responses});
    pipeline_.phases.push_back({.closed = {sink_}, .idle = {sink_}, .gives_up_without_progress = false});
  }

  void start() {
    thread_ = std::thread([this] { run(pipeline_, options_, stop_, watch_); });
    ASSERT_TRUE(diary_.has("read responses"));
    ASSERT_TRUE(diary_.has("read input"));
  }
  void finish() { thread_.join(); }

  /// Without the reads, and without what says twice that something has ended.
  std::vector<std::string> events() {
    auto lines = diary_.lines();
    std::erase_if(lines,
                  [](const std::string& line) { return line.starts_with("read ") || line.starts_with("join "); });
    return lines;
  }

  bool has_been(const std::string& line) {
    const auto lines = diary_.lines();
    return std::count(lines.begin(), lines.end(), line) > 0;
  }

  Diary diary_;
  StopSignal stop_;
  Pipeline pipeline_;
  MemoryBudget memory_{1 << 20};
  report::Source source_{.ledger = pipeline_.ledger, .memory = memory_};
  Watch watch_{source_, {}};
  RunOptions options_;
  FakeInput* input_ = nullptr;
  FakeOutput* replay_ = nullptr;
  FakeOutput* sink_ = nullptr;
  std::thread thread_;
};

const std::vector<std::string> kFromLeftToRight{"stop input", "end of input", "close replay", "end of responses",
                                                "close sink"};

TEST_F(RunTest, StopsFromLeftToRightAtASignal) {
  start();
  const auto before = steady_clock::now();
  stop_.announce(StopSignal::Cause::signal);
  finish();
  EXPECT_EQ(events(), kFromLeftToRight);
  EXPECT_GE(replay_->deadline(), before + options_.drain_timeout);
  EXPECT_EQ(replay_->deadline(), sink_->deadline());
}

TEST_F(RunTest, StopsFromLeftToRightWhenItsTimeHasCome) {
  options_.exit_after = 10ms;
  start();
  finish();
  EXPECT_EQ(events(), kFromLeftToRight);
  EXPECT_LE(sink_->deadline(), steady_clock::now() + options_.drain_timeout);
}

TEST_F(RunTest, GivesTheOutputsAllTheTimeAtTheEndOfTheInputs) {
  sink_->idle = false;
  start();
  input_->end();
  ASSERT_TRUE(diary_.has("close sink"));
  EXPECT_FALSE(stop_.wait_for_signal_until(steady_clock::now() + 50ms));
  EXPECT_FALSE(has_been("join sink"));
  sink_->idle = true;
  finish();
  EXPECT_TRUE(has_been("join sink"));
  EXPECT_EQ(replay_->deadline(), steady_clock::time_point::max());
  EXPECT_EQ(sink_->deadline(), steady_clock::time_point::max());
}

TEST_F(RunTest, APausedReaderOfStdoutIsNoReasonToGiveUp) {
  options_.patience = 1ms;
  sink_->idle = false;
  start();
  input_->end();
  ASSERT_TRUE(diary_.has("close sink"));
  EXPECT_FALSE(stop_.wait_for_signal_until(steady_clock::now() + 50ms));
  EXPECT_FALSE(has_been("join sink"));
  sink_->idle = true;
  finish();
}

TEST_F(RunTest, ASignalEndsThePatienceWithOutputs) {
  options_.drain_timeout = 50ms;
  replay_->idle = false;
  start();
  input_->end();
  ASSERT_TRUE(diary_.has("end of input"));
  stop_.announce(StopSignal::Cause::signal);
  finish();
  EXPECT_LE(replay_->deadline(), steady_clock::now() + options_.drain_timeout);
}

TEST_F(RunTest, GivesUpAReplayThatMakesNoProgress) {
  options_.patience = 20ms;
  replay_->idle = false;
  start();
  input_->end();
  finish();
  EXPECT_LE(replay_->deadline(), steady_clock::now());
}

TEST_F(RunTest, WakesAnEmitterThatWaitsForRoom) {
  options_.drain_timeout = 10ms;
  FakeInput busy(diary_, "busy", 1);
  pipeline_.sources.add(busy, {}, *replay_);
  start();
  ASSERT_TRUE(diary_.has("wait replay"));
  stop_.announce(StopSignal::Cause::signal);
  busy.end();
  finish();
  EXPECT_TRUE(diary_.has("end of busy"));
}

TEST_F(RunTest, GoesOnWhileOneInputIsLeft) {
  FakeInput other(diary_, "other");
  pipeline_.sources.add(other, {}, *replay_);
  start();
  input_->end();
  ASSERT_TRUE(diary_.has("end of input"));
  EXPECT_FALSE(stop_.wait_until(steady_clock::now() + 10ms));
  other.end();
  finish();
  EXPECT_TRUE(diary_.has("end of other"));
}

}  // namespace
}  // namespace gor::app
