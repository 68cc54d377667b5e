// SPDX-License-Identifier: Apache-2.0
#include "app/ending.hpp"

#include <cerrno>

#include <sys/signalfd.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.hpp"

namespace gor::app {
namespace {

// timeout(1) signals its child and then the whole group: one request to end that comes twice.
constexpr std::chrono::seconds kSameSignal{1};

void watch(Ending& ending, int signals, int end_of_watch) {
  std::optional<std::uint32_t> first;
  std::chrono::steady_clock::time_point first_at;
  for (;;) {
    pollfd ready[] = {{signals, POLLIN, 0}, {end_of_watch, POLLIN, 0}};
    if (poll(ready, 2, -1) < 0 && errno != EINTR) return;
    if (ready[1].revents != 0) return;
    signalfd_siginfo signal;
    if (read(signals, &signal, sizeof signal) != sizeof signal) continue;
    const auto now = std::chrono::steady_clock::now();
    if (!first) {
      first = signal.ssi_signo;
      first_at = now;
      ending.announce(Ending::Cause::signal);
    } else if (signal.ssi_signo != *first || now - first_at >= kSameSignal) {
      // Whatever the rest of the program is stuck in, even a write to stderr: the user wants it gone.
      _exit(128 + static_cast<int>(signal.ssi_signo));
    }
  }
}

}  // namespace

void Ending::announce(Cause cause) {
  {
    std::lock_guard lock(mutex_);
    (cause == Cause::signal ? signal_ : end_of_inputs_) = true;
  }
  announced_.notify_all();
  if (cause == Cause::signal) at_signal_();
}

std::optional<Ending::Cause> Ending::wait_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  if (!announced_.wait_until(lock, until, [this] { return signal_ || end_of_inputs_; })) return std::nullopt;
  return signal_ ? Cause::signal : Cause::end_of_inputs;
}

bool Ending::wait_for_signal_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  return announced_.wait_until(lock, until, [this] { return signal_; });
}

SignalWatch::SignalWatch(Ending& ending) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signals_ = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ < 0) throw StartError("no file descriptors left to wait for signals");
  thread_ = std::thread(watch, std::ref(ending), signals_, end_of_watch_.descriptor());
}

SignalWatch::~SignalWatch() {
  end_of_watch_.set();
  thread_.join();
  close(signals_);
}

}  // namespace gor::app
