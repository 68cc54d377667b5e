// SPDX-License-Identifier: Apache-2.0
// What a live capture and a capture file share of libpcap.
#pragma once

#include <chrono>
#include <memory>

#include <pcap/pcap.h>

#include "capture/packet.hpp"

namespace gor::capture {

struct ClosePcap {
  void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, ClosePcap>;

/// What hand_on() needs to know; its address is pcap_dispatch's user argument.
struct Delivery {
  PacketSink* sink = nullptr;
  int link_type = 0;
  Timestamp fixed_time = kNoTimestamp;  ///< if set, takes the place of the packet's own
};

/// The callback for pcap_dispatch. The handle must have been opened with nanosecond precision. With pcap_next_ex the
/// last packet of a ring block would be read after libpcap has given the block back to the kernel.
inline void hand_on(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
  const auto& delivery = *reinterpret_cast<const Delivery*>(user);
  Packet packet;
  packet.bytes = {reinterpret_cast<const char*>(bytes), header->caplen};
  packet.original_size = header->len;
  packet.link_type = delivery.link_type;
  packet.time = delivery.fixed_time;
  if (packet.time == kNoTimestamp) {
    packet.time = Timestamp(std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec));
  }
  delivery.sink->take(packet);
}

}  // namespace gor::capture
