// SPDX-License-Identifier: Apache-2.0
#include "base/waiting.hpp"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace gor {

int open_to_read(const std::string& path) {
  return path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

bool wait_until_readable(int descriptor, const Event* interrupt) {
  pollfd ready[] = {{descriptor, POLLIN, 0}, {interrupt != nullptr ? interrupt->descriptor() : -1, POLLIN, 0}};
  while (poll(ready, 2, -1) < 0 && errno == EINTR) {
  }
  return ready[0].revents != 0 || ready[1].revents == 0;
}

bool wait_until_writable(int descriptor, const Deadline& deadline, std::chrono::milliseconds grace) {
  constexpr int kLookMs = 20;  // the deadline may be brought forward meanwhile
  pollfd room{descriptor, POLLOUT, 0};
  while (true) {
    const auto give_up = deadline.get();
    const bool is_late = give_up != Deadline::TimePoint::max() && std::chrono::steady_clock::now() > give_up + grace;
    const int ready = poll(&room, 1, is_late ? 0 : kLookMs);
    if (ready > 0) return true;
    if (is_late) return false;
  }
}

}  // namespace gor
