// SPDX-License-Identifier: Apache-2.0
// The two errors that end gor before it starts. While gor runs, failures are counted (gor/ledger.hpp), not thrown.
#pragma once

#include <stdexcept>

namespace gor {

/// A wrong command line: exit code 2. The text is one line that names the flag, the value and what is accepted.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something cannot start (port in use, no such interface, unwritable file): exit code 1. The text is one line as
/// above.
struct StartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace gor
