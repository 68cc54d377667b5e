// SPDX-License-Identifier: Apache-2.0
// The lines that a receiver of records sends to its sender, between gors.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gor {

/// Sent by a receiver that stops, before it shuts down its direction: it still accepts what arrives until the sender
/// shuts down too. An end without this line means a receiver that died, or that does not know the line.
inline constexpr std::string_view kLeavingLine = "leaving\n";

/// Confirms that the receiver is done with the message of that number and all before it.
inline std::string confirmation_line(std::uint64_t number) {
  return std::to_string(number) + '\n';
}

/// Says that the message of that number could not be delivered, and is to be sent again under another number. Comes
/// before the confirmation that covers it. Senders that do not know the line ignore it.
inline std::string failure_line(std::uint64_t number) {
  return "failed " + std::to_string(number) + '\n';
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
  /// The numbers of failed messages since the last call.
  std::vector<std::uint64_t> take_failed() { return std::exchange(failed_, {}); }

 private:
  static constexpr std::size_t kLongest = 32;

  void take_line() {
    constexpr std::string_view kFailed = "failed ";
    std::string_view rest = line_;
    const bool is_failure = rest.starts_with(kFailed);
    if (is_failure) rest.remove_prefix(kFailed.size());
    std::uint64_t number = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (is_failure) {
      failed_.push_back(number);
    } else {
      confirmed_ = std::max(confirmed_, number);
    }
    is_leaving_ = is_leaving_ || line_ == kLeavingLine;
  }

  std::string line_;
  std::uint64_t confirmed_ = 0;
  std::vector<std::uint64_t> failed_;
  bool is_leaving_ = false;
};

}  // namespace gor
