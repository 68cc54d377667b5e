// SPDX-License-Identifier: Apache-2.0
#include "base/stop_signal.hpp"

#include <atomic>
#include <functional>

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

TEST(StopSignal, ASignalCountsMoreThanTheEndOfTheInputs) {
  StopSignal stop;
  stop.announce(StopSignal::Cause::end_of_inputs);
  EXPECT_EQ(stop.wait_until(steady_clock::now()), StopSignal::Cause::end_of_inputs);
  EXPECT_FALSE(stop.wait_for_signal_until(steady_clock::now()));
  stop.announce(StopSignal::Cause::signal);
  EXPECT_EQ(stop.wait_until(steady_clock::now()), StopSignal::Cause::signal);
  EXPECT_TRUE(stop.wait_for_signal_until(steady_clock::now()));
}

TEST(StopSignal, WaitsNoLongerThanToldTo) {
  StopSignal stop;
  EXPECT_FALSE(stop.wait_until(steady_clock::now() + 1ms));
  EXPECT_FALSE(stop.wait_for_signal_until(steady_clock::now() + 1ms));
}

TEST(StopSignal, WakesWhoWaits) {
  StopSignal stop;
  std::thread other([&] { stop.announce(StopSignal::Cause::signal); });
  EXPECT_EQ(stop.wait_until(steady_clock::time_point::max()), StopSignal::Cause::signal);
  other.join();
}

// The disposition of signals belongs to the process, so each of these has one of its own.
TEST(SignalWatchDeathTest, TheFirstSignalAnnouncesTheEnd) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          StopSignal stop;
          SignalWatch watch(stop);
          kill(getpid(), signal);
          _exit(stop.wait_for_signal_until(steady_clock::now() + 30s) ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
  }
}

TEST(SignalWatchDeathTest, WithoutATerminalAHangUpMeansToReopen) {
  for (const bool can_reopen : {true, false}) {
    EXPECT_EXIT(
        {
          setsid();  // without a terminal; the process was forked, and so leads no group
          StopSignal stop;
          std::atomic<int> reopened = 0;
          SignalWatch watch(stop, can_reopen ? std::function<void()>([&] { ++reopened; }) : nullptr);
          for (const int times : {1, 2}) {
            kill(getpid(), SIGHUP);
            while (can_reopen && reopened < times) std::this_thread::sleep_for(1ms);
          }
          const bool ends = stop.wait_for_signal_until(steady_clock::now() + (can_reopen ? 0s : 30s));
          _exit(ends == can_reopen ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
  }
}

TEST(SignalWatchDeathTest, TheSecondSignalEndsTheProcessAtOnce) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          StopSignal stop;
          SignalWatch watch(stop);
          kill(getpid(), signal);
          stop.wait_for_signal_until(steady_clock::time_point::max());
          for (;;) {
            std::this_thread::sleep_for(1100ms);
            kill(getpid(), signal);
          }
        },
        testing::ExitedWithCode(128 + signal), "");
  }
}

TEST(SignalWatchDeathTest, AnotherSignalEndsTheProcessAtOnce) {
  EXPECT_EXIT(
      {
        StopSignal stop;
        SignalWatch watch(stop);
        kill(getpid(), SIGTERM);
        stop.wait_for_signal_until(steady_clock::time_point::max());
        kill(getpid(), SIGINT);
        for (;;) pause();
      },
      testing::ExitedWithCode(128 + SIGINT), "");
}

TEST(SignalWatchDeathTest, TheSameSignalTwiceAtOnceIsOne) {
  EXPECT_EXIT(
      {
        StopSignal stop;
        SignalWatch watch(stop);
        kill(getpid(), SIGINT);
        stop.wait_for_signal_until(steady_clock::time_point::max());
        kill(getpid(), SIGINT);
        sigset_t pending;
        do {
          sigpending(&pending);
        } while (sigismember(&pending, SIGINT) == 1);
        std::this_thread::sleep_for(50ms);  // time for the wrong end
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(SignalWatchDeathTest, EndsWithoutASignal) {
  EXPECT_EXIT(
      {
        StopSignal stop;
        { SignalWatch watch(stop); }
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gor
