// SPDX-License-Identifier: Apache-2.0
// Captured frames and their sources. This header has no pcap types, and no header after it needs them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gor/message.hpp"

namespace gor::capture {

class PacketCounts;

/// Link type of what a VXLAN datagram carries: a VXLAN header (RFC 7348 section 5) and a frame.
inline constexpr int kLinkVxlan = -1;

struct Packet {
  std::string_view bytes;           ///< captured bytes; valid during the call that passes them
  std::uint32_t original_size = 0;  ///< on the wire; more than bytes.size() if the snap length cut it
  Timestamp time;
  int link_type = 0;               ///< DLT_ value of libpcap (EN10MB = 1), or kLinkVxlan
  PacketCounts* counts = nullptr;  ///< of its interface; null: the decoder has one for all
};

/// The most packets, and bytes of them, per turn: their messages leave before more packets are read.
inline constexpr int kTurnPackets = 256;
inline constexpr std::size_t kTurnBytes = 1 << 20;
/// The latest plausible time, in the year 2160. 64 bits of nanoseconds end in 2262, and durations are added to it.
inline constexpr std::int64_t kLastSecond = 6'000'000'000;

class PacketSink {
 public:
  virtual ~PacketSink() = default;
  virtual void take(const Packet& packet) = 0;
};

/// Network interfaces or a capture file.
class PacketSource {
 public:
  enum class Turn {
    packets,  ///< some were forwarded; more may be available
    idle,     ///< none arrived within the timeout, or wake() was called
    end,      ///< no more packets: end of the file, or every interface has failed (reported to the station)
  };
  virtual ~PacketSource() = default;

  /// Forwards a bounded number of packets; waits at most `timeout` for the first. One thread.
  virtual Turn poll(PacketSink& sink, std::chrono::milliseconds timeout) = 0;
  /// Makes the current or the next poll() return without waiting. Any thread.
  virtual void wake() = 0;
  /// Whether packets carry the current time: then time advances even when no packets arrive.
  virtual bool is_live() const = 0;
};

}  // namespace gor::capture
