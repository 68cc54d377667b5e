// SPDX-License-Identifier: Apache-2.0
#include "base/stop_signal.hpp"

#include <cerrno>

#include <sys/signalfd.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.hpp"

namespace gor {
namespace {

// timeout(1) signals its child and then the group: one request to stop arrives twice.
constexpr std::chrono::seconds kSameSignal{1};

bool has_terminal() {
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal >= 0) close(terminal);
  return terminal >= 0;
}

}  // namespace

void StopSignal::announce(Cause cause) {
  {
    std::lock_guard lock(mutex_);
    (cause == Cause::signal ? signal_ : end_of_inputs_) = true;
  }
  announced_.notify_all();
  if (cause == Cause::signal) at_signal_();
}

std::optional<StopSignal::Cause> StopSignal::wait_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  if (!announced_.wait_until(lock, until, [this] { return signal_ || end_of_inputs_; })) return std::nullopt;
  return signal_ ? Cause::signal : Cause::end_of_inputs;
}

bool StopSignal::wait_for_signal_until(TimePoint until) {
  std::unique_lock lock(mutex_);
  return announced_.wait_until(lock, until, [this] { return signal_; });
}

SignalWatch::SignalWatch(StopSignal& stop, std::function<void()> reopen, std::function<void()> write)
    : stop_(stop), reopen_(has_terminal() ? nullptr : std::move(reopen)), write_(std::move(write)) {
  sigset_t taken;
  sigemptyset(&taken);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&taken, signal);
  if (write_) sigaddset(&taken, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &taken, nullptr);
  signals_ = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ < 0) throw StartError("no file descriptors left to wait for signals");
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  end_of_watch_.set();
  thread_.join();
  close(signals_);
}

void SignalWatch::watch() {
  std::optional<std::uint32_t> first;
  std::chrono::steady_clock::time_point first_at;
  for (;;) {
    pollfd ready[] = {{signals_, POLLIN, 0}, {end_of_watch_.descriptor(), POLLIN, 0}};
    if (poll(ready, 2, -1) < 0 && errno != EINTR) return;
    if (ready[1].revents != 0) return;
    signalfd_siginfo signal;
    if (read(signals_, &signal, sizeof signal) != sizeof signal) continue;
    const auto now = std::chrono::steady_clock::now();
    if (signal.ssi_signo == SIGHUP && reopen_) {
      reopen_();
    } else if (signal.ssi_signo == SIGUSR1) {
      write_();
    } else if (!first) {
      first = signal.ssi_signo;
      first_at = now;
      stop_.announce(StopSignal::Cause::signal);
    } else if (signal.ssi_signo != *first || now - first_at >= kSameSignal) {
      // Whatever blocks the rest of the program, even a write to stderr: the user wants it to end.
      _exit(128 + static_cast<int>(signal.ssi_signo));
    }
  }
}

}  // namespace gor
