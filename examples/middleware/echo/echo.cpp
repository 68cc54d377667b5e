// SPDX-License-Identifier: Apache-2.0
// Sends every message back, decoded and encoded again. Build it with `g++ -O2 -std=c++20 echo.cpp -o echo`.
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::string decode(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(kDigits.find(digits[i]) * 16 + kDigits.find(digits[i + 1]));
  }
  return bytes;
}

std::string encode(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    digits += kDigits[static_cast<unsigned char>(c) >> 4];
    digits += kDigits[c & 0x0f];
  }
  return digits;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const std::string message = decode(line);
    std::cout << encode(message) << '\n' << std::flush;
  }
}
