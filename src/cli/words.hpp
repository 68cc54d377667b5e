// SPDX-License-Identifier: Apache-2.0
// A command line as Go programs take it, put into the words that CLI11 takes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"

namespace gor::cli {

struct NormalWords {
  /// The commands in front, then for each flag its option's name and one word that is its value.
  std::vector<std::string> words;
  /// For a command that allows extras: what belongs to no flag.
  std::vector<std::string> bare;
};

/// Takes one dash or two, a value after '=' or as the next word, whatever it begins with, and switches with or without
/// a value. Throws UsageError for what is no flag, what lacks its value, and words that belong nowhere.
NormalWords normalise(std::span<const std::string_view> words, CLI::App& app, Options& options);

}  // namespace gor::cli
