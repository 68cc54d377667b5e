// SPDX-License-Identifier: Apache-2.0
// The two errors that end gor before it starts. While it runs, trouble is counted (gor/ledger.hpp), not thrown.
#pragma once

#include <stdexcept>

namespace gor {

/// Wrong use: exit code 2. The text is one line that names the flag, the value and what is accepted.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something cannot start (port in use, no such interface, unwritable file): exit code 1. One line, the same.
struct StartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace gor
