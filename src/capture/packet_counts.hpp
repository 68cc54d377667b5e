// SPDX-License-Identifier: Apache-2.0
// The counters of packets from one interface, by what became of them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor::capture {

class PacketCounts {
 public:
  /// `interface`: empty for a capture file.
  PacketCounts(StationMetrics& station, std::string interface)
      : station_(station), interface_(std::move(interface)), decoded(of("decoded", "")) {}

 private:
  Counter& of(std::string_view fate, std::string_view qualifier) {
    Labels labels{{"fate", std::string(fate)}};
    if (!interface_.empty()) labels.emplace_back("interface", interface_);
    return station_.counter(metrics::kPackets, labels, qualifier);
  }

  StationMetrics& station_;
  const std::string interface_;

 public:
  Counter& decoded;  ///< a TCP segment, or part of one
  Counter& without_tcp = of("without TCP", "without TCP");
  Counter& malformed = of("malformed", "malformed");
  Counter& truncated = of("truncated", "truncated");
  Counter& other_vlan = of("other VLAN", "of other VLANs");
  Counter& unknown_link_type = of("unknown link type", "of unknown link types");
};

}  // namespace gor::capture
