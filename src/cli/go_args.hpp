// SPDX-License-Identifier: Apache-2.0
// The translation of a command line in Go's forms into words for CLI11.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"

namespace gor::cli {

struct GoArgs {
  /// The commands first, then for each flag its option's name and one word with its value.
  std::vector<std::string> words;
  /// For a command that allows extras: words that belong to no flag.
  std::vector<std::string> bare;
};

/// Accepts one dash or two, a value after '=' or as the next word, whatever it begins with, and switches with or
/// without a value. Throws UsageError for unknown flags, missing values, and words out of place.
GoArgs normalise(std::span<const std::string_view> words, CLI::App& app, Options& options);

}  // namespace gor::cli
