// SPDX-License-Identifier: Apache-2.0
// The rings of a capture on several threads, over which the kernel distributes the packets of each device.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "capture/live_handle.hpp"

namespace gor::capture {

/// Both directions of a connection, and all fragments of a packet, go to one ring: the kernel's hash is symmetric, and
/// it puts packets together before (packet(7), PACKET_FANOUT). Any thread.
class SharedRings {
 public:
  using Open = std::function<LiveHandle()>;
  using Begin = std::function<void(LiveHandle&)>;

  explicit SharedRings(std::size_t threads) : threads_(threads) {}

  std::size_t threads() const noexcept { return threads_; }
  /// The ring of a thread, 0 to threads() - 1, for a device. Where the thread has taken it already, or the device has
  /// another index now, opens rings for all threads. `open` opens one, `begin` sets its filter; packets pass once all
  /// rings are there, since each new one moves connections between the others. `gather_time`: how long the kernel
  /// collects packets. Blocks for some milliseconds. Throws what `open` and `begin` throw, and StartError if the kernel
  /// cannot distribute packets.
  LiveHandle take(std::size_t thread, const std::string& device, unsigned index, std::chrono::milliseconds gather_time,
                  const Open& open, const Begin& begin);

 private:
  using Rings = std::vector<std::optional<LiveHandle>>;  // by thread; those taken are empty
  Rings open_all(std::chrono::milliseconds gather_time, const Open& open, const Begin& begin) const;

  const std::size_t threads_;
  std::mutex mutex_;
  std::map<std::string, Rings> rings_;  // by device
};

}  // namespace gor::capture
