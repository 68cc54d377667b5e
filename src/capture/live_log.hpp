// SPDX-License-Identifier: Apache-2.0
// The log lines of a live capture: what every kind of it says about its thread and about packets that the kernel
// dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"

namespace gor::capture {

/// Used by one thread.
class LiveLog {
 public:
  using Write = std::function<void(log::Level, std::string_view)>;

  explicit LiveLog(Write write) : write_(std::move(write)) {}

  template <class... Arguments>
  void tell(log::Level level, fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    write_(level, "input-raw: " + fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  /// Gives the calling thread that nice value, and says so; at the first call only. 0 changes nothing.
  void let_thread_go_first(int nice);

  void note_drops(std::uint64_t packets) noexcept { drops_ += packets; }
  /// Warns of the drops that have been noted since the last call.
  void tell_drops(std::size_t buffer_bytes);

 private:
  const Write write_;
  bool has_priority_ = false;
  std::uint64_t drops_ = 0;
  std::uint64_t told_drops_ = 0;
};

}  // namespace gor::capture
