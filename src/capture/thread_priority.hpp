// SPDX-License-Identifier: Apache-2.0
// The scheduling priority of a thread.
#pragma once

namespace gor::capture {

/// Sets the nice value and a short time slice for the calling thread only. With a short slice the thread runs as soon
/// as it is woken, with the same share of the CPU; this needs Linux 6.12 and has no effect on older kernels. False: the
/// nice value needs CAP_SYS_NICE and is unchanged. Threads that this one starts later inherit both.
bool let_thread_go_first(int nice) noexcept;

}  // namespace gor::capture
