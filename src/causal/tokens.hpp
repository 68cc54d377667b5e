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

namespace tokens {

/// The token, and then its parts: after the first '=', between '/', between '.'.
template <class Each>
void visit(std::string_view token, int level, Each& each) {
  constexpr std::string_view kSeparators = "=/.";
  if (token.empty() || each(token)) return;
  for (; level < 3; ++level) {
    const std::size_t first = token.find(kSeparators[static_cast<std::size_t>(level)]);
    if (first == token.npos) continue;
    if (level == 0) {
      if (token.find_first_not_of('=', first) == token.npos) continue;  // padding
      visit(token.substr(0, first), 1, each);
      return visit(token.substr(first + 1), 1, each);
    }
    while (!token.empty()) {
      visit(take_part(token, kSeparators[static_cast<std::size_t>(level)]), level + 1, each);
    }
    return;
  }
}

}  // namespace tokens

/// Calls `each(token)` for the longest tokens of a text and, if it returns false, for the parts of that token.
template <class Each>
void for_each_token(std::string_view text, Each each) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    while (at != end && !is_token_char(*at)) ++at;
    const char* const begin = at;
    while (at != end && is_token_char(*at)) ++at;
    tokens::visit(std::string_view(begin, static_cast<std::size_t>(at - begin)), 0, each);
  }
}

/// Whether the token is too long and mixed to be a token of a language, so that a second occurrence must be a copy.
bool looks_random(std::string_view token) noexcept;

}  // namespace gor
