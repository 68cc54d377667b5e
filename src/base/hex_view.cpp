// SPDX-License-Identifier: Apache-2.0
#include "base/hex_view.hpp"

#include <fmt/format.h>

namespace gor {

std::string hex_view(std::string_view bytes, std::size_t most) {
  constexpr std::size_t kLine = 16;
  const std::string_view shown = bytes.substr(0, most);
  std::string view;
  for (std::size_t at = 0; at < shown.size(); at += kLine) {
    const std::string_view line = shown.substr(at, kLine);
    std::string digits;
    std::string characters;
    for (const char byte : line) {
      digits += fmt::format("{}{:02x} ", digits.size() == 3 * kLine / 2 ? " " : "", static_cast<unsigned char>(byte));
      characters += byte >= ' ' && byte <= '~' ? byte : '.';
    }
    view += fmt::format("\n{:08x}  {:<{}} |{}|", at, digits, 3 * kLine + 1, characters);
  }
  if (shown.size() < bytes.size()) view += fmt::format("\n... and {} more bytes", bytes.size() - shown.size());
  return view;
}

}  // namespace gor
