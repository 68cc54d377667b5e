// SPDX-License-Identifier: Apache-2.0
#include "app/ending.hpp"

#include <atomic>
#include <functional>

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace gor::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

TEST(Ending, ASignalCountsMoreThanTheEndOfTheInputs) {
  Ending ending;
  ending.announce(Ending::Cause::end_of_inputs);
  EXPECT_EQ(ending.wait_until(steady_clock::now()), Ending::Cause::end_of_inputs);
  EXPECT_FALSE(ending.wait_for_signal_until(steady_clock::now()));
  ending.announce(Ending::Cause::signal);
  EXPECT_EQ(ending.wait_until(steady_clock::now()), Ending::Cause::signal);
  EXPECT_TRUE(ending.wait_for_signal_until(steady_clock::now()));
}

TEST(Ending, WaitsNoLongerThanToldTo) {
  Ending ending;
  EXPECT_FALSE(ending.wait_until(steady_clock::now() + 1ms));
  EXPECT_FALSE(ending.wait_for_signal_until(steady_clock::now() + 1ms));
}

TEST(Ending, WakesWhoWaits) {
  Ending ending;
  std::thread other([&] { ending.announce(Ending::Cause::signal); });
  EXPECT_EQ(ending.wait_until(steady_clock::time_point::max()), Ending::Cause::signal);
  other.join();
}

// The disposition of signals belongs to the process, so each of these has one of its own.
TEST(SignalWatchDeathTest, TheFirstSignalAnnouncesTheEnd) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          Ending ending;
          SignalWatch watch(ending);
          kill(getpid(), signal);
          _exit(ending.wait_for_signal_until(steady_clock::now() + 30s) ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
  }
}

TEST(SignalWatchDeathTest, WithoutATerminalAHangUpMeansToReopen) {
  for (const bool can_reopen : {true, false}) {
    EXPECT_EXIT(
        {
          setsid();  // without a terminal; the process was forked, and so leads no group
          Ending ending;
          std::atomic<int> reopened = 0;
          SignalWatch watch(ending, can_reopen ? std::function<void()>([&] { ++reopened; }) : nullptr);
          for (const int times : {1, 2}) {
            kill(getpid(), SIGHUP);
            while (can_reopen && reopened < times) std::this_thread::sleep_for(1ms);
          }
          const bool ends = ending.wait_for_signal_until(steady_clock::now() + (can_reopen ? 0s : 30s));
          _exit(ends == can_reopen ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
  }
}

TEST(SignalWatchDeathTest, TheSecondSignalEndsTheProcessAtOnce) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          Ending ending;
          SignalWatch watch(ending);
          kill(getpid(), signal);
          ending.wait_for_signal_until(steady_clock::time_point::max());
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
        Ending ending;
        SignalWatch watch(ending);
        kill(getpid(), SIGTERM);
        ending.wait_for_signal_until(steady_clock::time_point::max());
        kill(getpid(), SIGINT);
        for (;;) pause();
      },
      testing::ExitedWithCode(128 + SIGINT), "");
}

TEST(SignalWatchDeathTest, TheSameSignalTwiceAtOnceIsOne) {
  EXPECT_EXIT(
      {
        Ending ending;
        SignalWatch watch(ending);
        kill(getpid(), SIGINT);
        ending.wait_for_signal_until(steady_clock::time_point::max());
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
        Ending ending;
        { SignalWatch watch(ending); }
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gor::app
