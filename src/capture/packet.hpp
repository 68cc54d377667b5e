// SPDX-License-Identifier: Apache-2.0
// A captured frame, and where frames come from. No pcap type goes past this line.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gor/message.hpp"

namespace gor::capture {

struct Packet {
  std::string_view bytes;           ///< what was captured; valid during the call that hands it on
  std::uint32_t original_size = 0;  ///< on the wire; more than bytes.size() if the snap length cut it
  Timestamp time;
  int link_type = 0;  ///< DLT_ value of libpcap (EN10MB = 1)
};

/// So many packets, or bytes of them, are handed on in a turn: then the messages made of them leave before more are
/// made.
inline constexpr int kTurnPackets = 256;
inline constexpr std::size_t kTurnBytes = 1 << 20;
/// Of a time that is believed, in the year 2160: 64 bits of nanoseconds end in 2262, and durations are added to it.
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
    packets,  ///< some were handed on; there may be more at once
    idle,     ///< none came within the timeout, or wake() was called
    end,      ///< none will come any more: end of the file, or every interface has failed (told to the station)
  };
  virtual ~PacketSource() = default;

  /// Hands on the packets at hand (a bounded number), waiting at most `timeout` for the first. One thread.
  virtual Turn poll(PacketSink& sink, std::chrono::milliseconds timeout) = 0;
  /// Makes a poll that waits, or else the next one, return without waiting. Any thread.
  virtual void wake() = 0;
  /// Packets still carry wall-clock time: when nothing comes, time goes on all the same.
  virtual bool is_live() const = 0;
};

}  // namespace gor::capture
