// SPDX-License-Identifier: Apache-2.0
// What may be a value in a text of unknown form, and whether it looks like one that a server made up.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace gor {

/// Of tokens as they are usually written: base64 and its variants, hexadecimal, UUIDs, percent-encoded text.
constexpr bool is_word_char(char c) noexcept {
  return is_alphanumeric(c) || std::string_view("-_.~+/=%").find(c) != std::string_view::npos;
}

namespace words {

/// The word, and then what lies between its separators: behind the first '=', between '/', between '.'.
template <class Each>
void visit(std::string_view word, int level, Each& each) {
  constexpr std::string_view kSeparators = "=/.";
  if (word.empty() || each(word)) return;
  for (; level < 3; ++level) {
    const std::size_t first = word.find(kSeparators[static_cast<std::size_t>(level)]);
    if (first == word.npos) continue;
    if (level == 0) {
      if (word.find_first_not_of('=', first) == word.npos) continue;  // padding
      visit(word.substr(0, first), 1, each);
      return visit(word.substr(first + 1), 1, each);
    }
    while (!word.empty()) {
      visit(take_part(word, kSeparators[static_cast<std::size_t>(level)]), level + 1, each);
    }
    return;
  }
}

}  // namespace words

/// Calls `each(word)` for the longest words of a text and, where it returns false, for the parts of that word.
template <class Each>
void for_each_word(std::string_view text, Each each) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    while (at != end && !is_word_char(*at)) ++at;
    const char* const begin = at;
    while (at != end && is_word_char(*at)) ++at;
    words::visit(std::string_view(begin, static_cast<std::size_t>(at - begin)), 0, each);
  }
}

/// Long and mixed enough to be no word of a language, and to come twice only where somebody repeats it.
bool looks_random(std::string_view word) noexcept;

}  // namespace gor
