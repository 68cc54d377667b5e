// SPDX-License-Identifier: Apache-2.0
// Status codes as --http-allow-status has them: "200", "2xx", "500-503", and lists of these.
#pragma once

#include <bitset>
#include <string_view>

namespace gor {

class StatusSet {
 public:
  /// Adds what `list` names. Throws UsageError with the flag, the value and the character where it is wrong.
  void add(std::string_view flag, std::string_view list);

  bool has(int code) const { return code >= 0 && code < kCodes && codes_[static_cast<std::size_t>(code)]; }
  bool empty() const { return codes_.none(); }

 private:
  static constexpr int kCodes = 1000;
  std::bitset<kCodes> codes_;
};

}  // namespace gor
