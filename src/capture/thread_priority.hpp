// SPDX-License-Identifier: Apache-2.0
// How soon the kernel lets a thread run.
#pragma once

namespace gor::capture {

/// Gives the calling thread, and no other, that nice value, and short turns: where the kernel knows slices of a
/// thread's own (Linux 6.12), it runs as soon as it is woken, for the same share of the
/// processor. False: the nice value needs CAP_SYS_NICE and stays as it was. Threads that this one starts later inherit
/// both.
bool let_thread_go_first(int nice) noexcept;

}  // namespace gor::capture
