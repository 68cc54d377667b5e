// SPDX-License-Identifier: Apache-2.0
// Warnings that others cause, who may cause any number of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"

namespace gor {

/// One thread.
class FewWarnings {
 public:
  /// `name`: of the station.
  explicit FewWarnings(std::string name) : name_(std::move(name)) {}

  /// Logged for the first ten times.
  void tell(std::string_view what) {
    if (++told_ <= kMost) log::warning("{}: {}", name_, what);
    if (told_ == kMost) log::warning("{}: more of that is counted and not logged", name_);
  }

 private:
  static constexpr std::uint64_t kMost = 10;

  const std::string name_;
  std::uint64_t told_ = 0;
};

}  // namespace gor
