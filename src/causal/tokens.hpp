// SPDX-License-Identifier: Apache-2.0
// Tokens in a text of unknown form, and a test for random-looking ones.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace gor {

/// Characters of tokens in the usual forms: base64 and its variants, hexadecimal, UUIDs, percent-encoded text.
constexpr bool is_token_char(char c) noexcept {
  return is_alphanumeric(c) || std::string_view("-_.~+/=%").find(c) != std::string_view::npos;
}

namespace words {

/// The token, and then its parts: after the first '=', between '/', between '.'.
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

/// Calls `each(word)` for the longest tokens of a text and, if it returns false, for the parts of that token.
template <class Each>
void for_each_token(std::string_view text, Each each) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    while (at != end && !is_token_char(*at)) ++at;
    const char* const begin = at;
    while (at != end && is_token_char(*at)) ++at;
    words::visit(std::string_view(begin, static_cast<std::size_t>(at - begin)), 0, each);
  }
}

/// Whether the token is too long and mixed to be a word of a language, so that a second occurrence must be a copy.
bool looks_random(std::string_view word) noexcept;

}  // namespace gor
