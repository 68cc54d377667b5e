// SPDX-License-Identifier: Apache-2.0
// A device that a live capture should have open, and its filter.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "capture/live_handle.hpp"

namespace gor::capture {

struct LiveTarget {
  std::string device;
  unsigned index = 0;
  bool is_loopback = false;
  std::string filter;

  /// Share of the rings' memory: loopback carries several times the bytes of a 10 Gb/s interface.
  std::size_t shares() const { return is_loopback ? 3 : 1; }
  bool is(const LiveHandle& handle) const { return handle.device() == device && handle.index() == index; }
  bool is_among(const std::vector<LiveTarget>& others) const {
    return std::any_of(others.begin(), others.end(),
                       [&](const LiveTarget& other) { return other.device == device && other.index == index; });
  }
};

}  // namespace gor::capture
