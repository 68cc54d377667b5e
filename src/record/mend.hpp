// SPDX-License-Identifier: Apache-2.0
// What a recording needs before it can be appended to: who wrote it may have been killed.
#pragma once

#include <string>

namespace gor {

/// Where the file is compressed and cut off, writes anew what can be read of it, and says so in the log. Returns what
/// the last record lacks of its separator. A file that is not there, or no file, needs nothing. Reads a compressed file
/// once from end to end. Throws std::system_error.
std::string mend(const std::string& path);

}  // namespace gor
