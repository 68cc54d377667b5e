// SPDX-License-Identifier: Apache-2.0
// Sets of status codes, as --http-allow-status takes them: "200", "2xx", "500-503", and lists of these.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace gor {

class StatusSet {
 public:
  StatusSet() = default;
  /// The union of the flag's lists. Throws UsageError with the flag, the value and the character where it is wrong.
  StatusSet(std::string_view flag, const std::vector<std::string>& lists);

  bool has(int code) const { return code >= 0 && code < kCodes && codes_[static_cast<std::size_t>(code)]; }
  bool empty() const { return codes_.none(); }

 private:
  void add(std::string_view flag, std::string_view list);

  static constexpr int kCodes = 1000;
  std::bitset<kCodes> codes_;
};

}  // namespace gor
