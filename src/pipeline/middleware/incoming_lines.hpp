// SPDX-License-Identifier: Apache-2.0
// The lines that come from a middleware's stdout.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace gor {

/// Cuts bytes into lines. Holds at most one incomplete line. One thread.
class IncomingLines {
 public:
  explicit IncomingLines(std::size_t longest) : longest_(longest) {}

  /// Calls `take(line)` for each complete line, and `refuse(line)` for the beginning of one that is too long, whose
  /// rest is skipped.
  template <class Take, class Refuse>
  void feed(std::string_view bytes, Take take, Refuse refuse) {
    const std::size_t before = heard_.size();
    heard_ += bytes;
    const std::string_view heard = heard_;
    std::size_t begin = 0;
    for (std::size_t end; (end = heard.find('\n', std::max(before, begin))) != heard.npos; begin = end + 1) {
      if (!std::exchange(skips_line_, false)) take(heard.substr(begin, end - begin));
    }
    heard_.erase(0, begin);
    if (heard_.size() <= longest_) return;
    refuse(std::string_view(heard_));
    heard_.clear();
    skips_line_ = true;
  }

  /// At the end of the bytes: calls `refuse(line)` for an incomplete line.
  template <class Refuse>
  void end(Refuse refuse) {
    if (!heard_.empty()) refuse(std::string_view(heard_));
    heard_.clear();
    skips_line_ = false;
  }

 private:
  const std::size_t longest_;
  std::string heard_;
  bool skips_line_ = false;
};

}  // namespace gor
