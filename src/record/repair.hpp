// SPDX-License-Identifier: Apache-2.0
// The repair of a recording's end before records are appended: its last writer may have been killed.
#pragma once

#include <string>

#include "base/compression.hpp"

namespace gor {

/// Cuts off a record, or a compressed piece, whose end was never written, and logs it; nothing else is removed or
/// rewritten, whatever is damaged before it. Returns what must be written before the first new record: the missing
/// separator of the last one, or the complete records of the piece that was cut off. `descriptor` is a regular file,
/// open for reading and writing; `path` names it in the log. Reads the complete file if it is compressed or does not
/// end with a separator. Throws std::system_error.
std::string repair_end(int descriptor, const std::string& path, Compression kind);

}  // namespace gor
