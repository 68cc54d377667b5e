// SPDX-License-Identifier: Apache-2.0
#include "base/utf8_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gor {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_between(char byte, unsigned least, unsigned most) noexcept {
  const auto value = static_cast<unsigned char>(byte);
  return value >= least && value <= most;
}

/// Bytes of the UTF-8 character at the front, or 0 if the text does not begin with one.
std::size_t valid_size(std::string_view text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (text.size() < size) return 0;
  // Not overlong, no surrogates, nothing above U+10FFFF.
  const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (!is_between(text[1], least, most)) return 0;
  const std::string_view rest = text.substr(2, size - 2);
  return std::all_of(rest.begin(), rest.end(), [](char byte) { return is_between(byte, 0x80, 0xbf); }) ? size : 0;
}

/// A number of bytes at the front that are surely ASCII, found eight at a time: most texts are ASCII.
std::size_t ascii_front(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return at;
}

/// The number of bytes at the front that are valid UTF-8.
std::size_t valid_front(std::string_view text) noexcept {
  std::size_t at = ascii_front(text);
  while (at < text.size()) {
    const std::size_t size = valid_size(text.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

}  // namespace

Utf8Text::Utf8Text(std::string_view text) : text_(text) {
  std::size_t valid = valid_front(text);
  while (valid < text.size()) {
    changed_.append(text.substr(0, valid));
    replaced_.push_back(changed_.size());
    changed_.append(kReplacement);
    text.remove_prefix(valid + 1);
    valid = valid_front(text);
  }
  if (!changed_.empty()) changed_.append(text);
}

std::string_view Utf8Text::original(std::string_view piece) const noexcept {
  if (changed_.empty() || piece.data() == nullptr) return piece;
  const std::size_t begin = place_of(piece.data());
  return text_.substr(begin, place_of(piece.data() + piece.size()) - begin);
}

std::size_t Utf8Text::place_of(const char* in_view) const noexcept {
  const auto at = static_cast<std::size_t>(in_view - changed_.data());
  const auto before = std::lower_bound(replaced_.begin(), replaced_.end(), at) - replaced_.begin();
  return at - (kReplacement.size() - 1) * static_cast<std::size_t>(before);
}

std::size_t Utf8Text::character_size(std::string_view utf8) noexcept {
  const auto first = static_cast<unsigned char>(utf8.front());
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

}  // namespace gor
