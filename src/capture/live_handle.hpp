// SPDX-License-Identifier: Apache-2.0
// One device opened for live capture with libpcap.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "capture/packet.hpp"
#include "capture/pcap_handle.hpp"

namespace gor::capture {

struct HandleOptions {
  std::size_t ring_bytes = 0;
  std::chrono::milliseconds block_timeout{2};  ///< 0: immediate mode
  bool promiscuous = false;
  bool monitor = false;
  bool is_loopback = false;
  std::string timestamp_type = {};
};

/// Used by one thread.
class LiveHandle {
 public:
  struct Statistics {
    std::uint64_t dropped_by_kernel = 0;
    std::uint64_t dropped_by_interface = 0;
  };

  /// `index` is the interface's number, which distinguishes it from a later one of the same name. Throws StartError or
  /// UsageError.
  LiveHandle(std::string device, unsigned index, const HandleOptions& options);

  const std::string& device() const noexcept { return device_; }
  unsigned index() const noexcept { return index_; }
  const std::string& filter() const noexcept { return filter_; }
  /// Readable when packets are available.
  int descriptor() const;

  /// Takes effect at once. No packet that both the old and the new filter accept is lost. Throws std::invalid_argument
  /// with libpcap's message if the filter does not compile.
  void set_filter(const std::string& filter);

  /// Lets no packet pass until set_filter().
  void hold_back();
  /// Shares the device's packets with another handle of the device, or begins to (with itself): each connection goes to
  /// one of them. Throws StartError.
  void share_with(const LiveHandle& first);
  /// Discards the packets that are available.
  void discard();

  /// Forwards available packets, up to the limit of a turn, without waiting. Returns their number, or -1 if the device
  /// failed. The decoder counts them in `counts`.
  int deliver(PacketSink& sink, PacketCounts& counts);
  /// Why the device failed.
  std::string error() const;

  /// Since the start.
  Statistics statistics();
  /// The packets that the kernel has dropped since the last call.
  std::uint64_t take_new_drops();

 private:
  void choose_timestamps(const std::string& wanted);
  void activate(const HandleOptions& options);
  bool replace_filter(const bpf_program& program);
  bool join(unsigned flags);

  std::string device_;
  unsigned index_;
  std::string filter_;
  PcapHandle handle_;
  int link_type_ = 0;
  std::uint64_t taken_drops_ = 0;
  bool takes_reading_time_ = false;
  bool is_loopback_ = false;
  std::uint16_t group_ = 0;
};

}  // namespace gor::capture
