// SPDX-License-Identifier: Apache-2.0
// The words of a command line as Go programs take them: one dash or two, a value after '=' or as the next word,
// whatever it begins with.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "cli/flags.hpp"

namespace gor::cli {

/// "-name", "--name" and "--name=value", taken apart.
struct DashedWord {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// Nothing for a word that names no flag, as "-" and "--" do not.
std::optional<DashedWord> take_apart(std::string_view word);

class Words {
 public:
  explicit Words(std::span<const std::string_view> words) : words_(words) {}

  bool is_at_end() const noexcept { return next_ == words_.size(); }
  /// The next word, which there is.
  std::string_view peek() const { return words_[next_]; }
  std::string_view take() { return words_[next_++]; }
  /// The value of a flag whose word was taken: of that word, else the next one. Throws UsageError where it is missing;
  /// a word that is a flag of the table is none.
  std::string_view take_value(const Flag& flag, const DashedWord& word, const FlagTable& table);

 private:
  const std::span<const std::string_view> words_;
  std::size_t next_ = 0;
};

}  // namespace gor::cli
