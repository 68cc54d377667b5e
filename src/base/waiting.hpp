// SPDX-License-Identifier: Apache-2.0
// Opening and waiting for pipes and terminals, so that the other side cannot block gor forever.
#pragma once

#include <chrono>
#include <string>

#include "base/deadline.hpp"
#include "base/event.hpp"

namespace gor {

/// Opens a descriptor for reading; "-" is stdin. Opens a FIFO even if it has no writer. -1: see errno.
int open_to_read(const std::string& path);

/// Blocks until there is something to read, or the end. False: `interrupt` (may be null) is set and nothing can be
/// read.
bool wait_until_readable(int descriptor, const Event* interrupt);

/// Blocks until a write of up to PIPE_BUF bytes (POSIX) would not block. False: `grace` has passed since the deadline.
bool wait_until_writable(int descriptor, const Deadline& deadline, std::chrono::milliseconds grace = {});

}  // namespace gor
