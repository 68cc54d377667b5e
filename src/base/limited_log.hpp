// SPDX-License-Identifier: Apache-2.0
// A log for warnings that peers can cause any number of times.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"

namespace gor {

/// One thread.
class LimitedLog {
 public:
  /// `name`: that of the station.
  explicit LimitedLog(std::string name) : name_(std::move(name)) {}

  /// Logs the first ten warnings and ignores the others.
  void warn(std::string_view what) {
    if (++told_ <= kMost) log::warning("{}: {}", name_, what);
    if (told_ == kMost) log::warning("{}: further warnings of this kind are not logged", name_);
  }

 private:
  static constexpr std::uint64_t kMost = 10;

  const std::string name_;
  std::uint64_t told_ = 0;
};

}  // namespace gor
