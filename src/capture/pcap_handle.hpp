// SPDX-License-Identifier: Apache-2.0
// libpcap code shared by live captures and capture files.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <pcap/pcap.h>

#include "capture/packet.hpp"

namespace gor::capture {

struct ClosePcap {
  void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, ClosePcap>;

/// Context of hand_on(): its address is pcap_dispatch's user argument.
struct Delivery {
  PacketSink* sink = nullptr;
  int link_type = 0;
  PacketCounts* counts = nullptr;
  Timestamp fixed_time = kNoTimestamp;  ///< if set, replaces the packet's own time
  Timestamp time_before{};              ///< time of the last packet, for packets with a damaged time
  std::size_t bytes = 0;                ///< forwarded so far
};

/// Empty for an implausible time.
inline std::optional<Timestamp> time_of(const timeval& time) {
  if (time.tv_sec < 0 || time.tv_sec > kLastSecond) return std::nullopt;
  return Timestamp(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_usec));
}

/// The callback of dispatch(). The handle must have been opened with nanosecond precision. With pcap_next_ex the
/// last packet of a ring block would be read after libpcap has given the block back to the kernel.
inline void hand_on(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
  auto& delivery = *reinterpret_cast<Delivery*>(user);
  Packet packet;
  packet.bytes = {reinterpret_cast<const char*>(bytes), header->caplen};
  packet.original_size = header->len;
  packet.link_type = delivery.link_type;
  packet.counts = delivery.counts;
  delivery.bytes += header->caplen;
  packet.time = delivery.fixed_time;
  if (packet.time == kNoTimestamp) packet.time = time_of(header->ts).value_or(delivery.time_before);
  delivery.time_before = packet.time;
  delivery.sink->take(packet);
}

/// Forwards available packets, up to the limit of a turn. Returns their number, or pcap_dispatch's error. (With 16 MB
/// per turn, malloc returned memory to the system after each one: half the time went into page faults.)
inline int dispatch(pcap_t* handle, Delivery& delivery) {
  constexpr int kStep = 16;
  int handed_on = 0;
  for (delivery.bytes = 0; handed_on < kTurnPackets && delivery.bytes < kTurnBytes;) {
    const int count = pcap_dispatch(handle, kStep, hand_on, reinterpret_cast<u_char*>(&delivery));
    if (count < 0) return count;
    handed_on += count;
    if (count < kStep) break;
  }
  return handed_on;
}

}  // namespace gor::capture
