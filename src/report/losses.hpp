// SPDX-License-Identifier: Apache-2.0
// The warnings about messages that were lost since the last look.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

namespace gor::report {

/// One thread.
class Losses {
 public:
  /// `ledger` must outlive the object.
  explicit Losses(const Ledger& ledger) : ledger_(ledger) {}

  /// A line for each reason to drop messages or to fail whose total has grown since the last call, with that total.
  std::vector<std::string> take_new();

 private:
  const Ledger& ledger_;
  std::vector<std::uint64_t> reported_;  // by position
};

}  // namespace gor::report
