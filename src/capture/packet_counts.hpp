// SPDX-License-Identifier: Apache-2.0
// The counters of packets from one interface, by what became of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor::capture {

class PacketCounts {
 public:
  /// `interface`: empty for a capture file.
  PacketCounts(StationMetrics& station, std::string_view interface)
      : decoded(find(station, interface, "decoded", "")),
        without_tcp(find(station, interface, "without TCP", "without TCP")),
        malformed(find(station, interface, "malformed", "malformed")),
        truncated(find(station, interface, "truncated", "truncated")),
        other_vlan(find(station, interface, "other VLAN", "of other VLANs")),
        other_network(find(station, interface, "other virtual network", "of other virtual networks")),
        unknown_link_type(find(station, interface, "unknown link type", "of unknown link types")) {}

  Counter& decoded;  ///< a TCP segment, or part of one
  Counter& without_tcp;
  Counter& malformed;
  Counter& truncated;
  Counter& other_vlan;
  Counter& other_network;
  Counter& unknown_link_type;

  std::uint64_t total() const noexcept {
    return decoded.get() + without_tcp.get() + malformed.get() + truncated.get() + other_vlan.get() +
           other_network.get() + unknown_link_type.get();
  }

 private:
  /// `qualifier`: in the summary, after "packets".
  static Counter& find(StationMetrics& station, std::string_view interface, std::string_view fate,
                       std::string_view qualifier) {
    Labels labels{{"fate", std::string(fate)}};
    if (!interface.empty()) labels.emplace_back("interface", interface);
    return station.counter(metrics::kPackets, labels, qualifier);
  }
};

/// The counters of one interface of a live capture.
struct InterfaceCounts {
  InterfaceCounts(StationMetrics& station, const std::string& name)
      : packets(station, name), kernel_drops(station.counter(metrics::kKernelDrops, {{"interface", name}})) {}

  PacketCounts packets;
  Counter& kernel_drops;
};

}  // namespace gor::capture
