// SPDX-License-Identifier: Apache-2.0
#include "cli/words.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/values.hpp"

namespace gor::cli {

std::optional<DashedWord> take_apart(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return std::nullopt;
  word.remove_prefix(word[1] == '-' ? 2 : 1);
  if (word.empty() || word[0] == '-' || word[0] == '=') return std::nullopt;
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return DashedWord{word, std::nullopt};
  return DashedWord{word.substr(0, equals), word.substr(equals + 1)};
}

std::string_view Words::take_value(const Flag& flag, const DashedWord& word, const FlagTable& table) {
  if (word.value) return *word.value;
  if (is_switch(flag)) {
    // Go would stop at "--stats true"; its users write it all the same.
    const bool is_value = !is_at_end() && (peek() == "true" || peek() == "false" ||
                                           (std::holds_alternative<Level>(flag.slot) && parse_number(peek())));
    return is_value ? take() : "true";
  }
  const auto next = is_at_end() ? std::nullopt : take_apart(peek());
  if (is_at_end() || (next && table.find(next->name) != nullptr)) {
    throw UsageError(fmt::format("--{} lacks its value: --{} {}{}", flag.name, flag.name, flag.value_name,
                                 is_at_end() ? "" : fmt::format(", but {} follows", peek())));
  }
  return take();
}

}  // namespace gor::cli
