// SPDX-License-Identifier: Apache-2.0
// The lines that a receiver of records sends to its sender, between gors.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace gor {

/// Sent by a receiver that stops, before it shuts down its direction: it still accepts what arrives until the sender
/// shuts down too. An end without this line means a receiver that died, or that does not know the line.
inline constexpr std::string_view kLeavingLine = "leaving\n";

/// Confirms that the receiver is done with the message of that number and all before it.
inline std::string confirmation_line(std::uint64_t number) {
  return std::to_string(number) + '\n';
}

/// The sender's parser of these lines.
class AckParser {
 public:
  void feed(std::string_view bytes) {
    for (const char c : bytes) {
      if (line_.size() <= kLongest) line_ += c;
      if (c != '\n') continue;
      take_line();
      line_.clear();
    }
  }

  bool is_leaving() const { return is_leaving_; }
  /// The highest confirmed number.
  std::uint64_t confirmed() const { return confirmed_; }

 private:
  static constexpr std::size_t kLongest = 32;

  void take_line() {
    std::uint64_t number = 0;
    std::from_chars(line_.data(), line_.data() + line_.size(), number);
    confirmed_ = std::max(confirmed_, number);
    is_leaving_ = is_leaving_ || line_ == kLeavingLine;
  }

  std::string line_;
  std::uint64_t confirmed_ = 0;
  bool is_leaving_ = false;
};

}  // namespace gor
