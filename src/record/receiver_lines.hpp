// SPDX-License-Identifier: Apache-2.0
// What a receiver of records says to its sender, between gors.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace gor {

/// Before the receiver ends its direction because it stops: what comes until the sender ends its own is still handed
/// on. An end without that line is that of a receiver that has died, or knows no such line.
inline constexpr std::string_view kLeavingLine = "leaving\n";

/// The message with that number is done with, and all before it.
inline std::string confirmation_line(std::uint64_t number) {
  return std::to_string(number) + '\n';
}

/// The lines as the sender reads them.
class ReceiverLines {
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
  /// The highest number that is confirmed.
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
