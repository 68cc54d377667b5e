// SPDX-License-Identifier: Apache-2.0
// The command line as views show it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gor::cli {

/// The program's name, all flags, and those values that cannot be secrets: numbers, durations, sizes and switches, and
/// the values of the flags in `endpoints`, URLs without user info and query. Other values become ***.
std::vector<std::string> public_words(const std::vector<std::string>& words,
                                      const std::vector<std::string_view>& endpoints);

}  // namespace gor::cli
