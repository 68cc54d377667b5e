// SPDX-License-Identifier: Apache-2.0
// Repairs the end of a recording before it is appended to: its last writer may have been killed.
#pragma once

#include <string>

#include "base/compression.hpp"

namespace gor {

/// Cuts off a record, or a compressed piece, whose end was never written, and says so in the log; nothing else is
/// removed or rewritten, whatever is damaged before it. Returns what is to be written before the first new record: the
/// separator that the last one lacks, or the complete records of the piece that was cut off. `descriptor` is of a
/// regular file, open for reading and writing; `path` names it in the log. Reads the whole file where it is compressed
/// or does not end with a separator. Throws std::system_error.
std::string repair_end(int descriptor, const std::string& path, Compression kind);

}  // namespace gor
