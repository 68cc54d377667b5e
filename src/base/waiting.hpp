// SPDX-License-Identifier: Apache-2.0
// Pipes and terminals: opened and waited for without being at the mercy of the other side.
#pragma once

#include <chrono>
#include <string>

#include "base/deadline.hpp"
#include "base/event.hpp"

namespace gor {

/// A descriptor to read from; "-" is stdin. A FIFO is opened whether it has a writer or not. -1: errno says why.
int open_to_read(const std::string& path);

/// Blocks until there is something to read, or the end. False: `interrupt` (may be null) is set, and there is neither.
bool wait_until_readable(int descriptor, const Event* interrupt);

/// Blocks until a write of up to PIPE_BUF bytes (POSIX) would not block. False: `grace` has passed since the deadline.
bool wait_until_writable(int descriptor, const Deadline& deadline, std::chrono::milliseconds grace = {});

}  // namespace gor
