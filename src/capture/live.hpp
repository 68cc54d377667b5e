// SPDX-License-Identifier: Apache-2.0
// Live capture from network interfaces.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"

#include "base/log.hpp"
#include "capture/packet.hpp"
#include "capture/service_addresses.hpp"

namespace gor::capture {

class SharedRings;

struct LiveOptions {
  /// A name, an address or "name*" as in CaptureAddress; empty for every interface that is up and has an address.
  std::string interface = {};
  /// Captures for these addresses only, of containers on this host or of the host itself, and each packet once. Null:
  /// captures for the host's own addresses.
  std::shared_ptr<ServiceAddresses> addresses = {};
  std::vector<std::uint16_t> ports = {};
  bool track_responses = false;
  /// A pcap-filter(7) expression that replaces the generated one.
  std::string filter = {};
  std::vector<std::string> ignored_interfaces = {};
  /// Total size of all kernel rings; each has at least 4 MB.
  std::size_t buffer_bytes = 96 << 20;
  /// How long the kernel may buffer packets, rounded up to milliseconds; 0: not at all. Unset: 2 ms, or 5 ms with many
  /// interfaces.
  std::optional<std::chrono::nanoseconds> buffer_timeout = {};
  bool promiscuous = false;
  bool monitor = false;
  bool vlan = false;
  /// Nice value of the polling thread, set together with a short time slice at its first poll and logged in one line.
  /// 0 changes neither. Without the privilege the nice value is unchanged.
  int priority = -10;
  /// Logs a line about each interface every 5 s.
  bool stats = false;
  /// PCAP_TSTAMP_HOST and the like; "go" for the time of reading; "" for the device's default.
  std::string timestamp_type = {};
  /// If no packets arrive within this time after the start, one log line names likely reasons.
  std::chrono::milliseconds hint_after{10'000};
  /// The rings of all threads that capture the same, and the number of this one. Null: it is the only one.
  std::shared_ptr<SharedRings> rings = {};
  std::size_t thread = 0;
  /// Receives log lines: at the start, when interfaces change, and at most once a second about losses. Called by the
  /// polling thread; must not block for long.
  std::function<void(log::Level, std::string_view)> tell = log::write;
};

/// Opens the interfaces. Throws StartError (no such interface, no privilege) or UsageError (filter, timestamp type),
/// with nothing left open. While it runs:
/// - selected interfaces that appear later are opened too, and changed addresses update the filter;
/// - a removed interface is logged, and the others continue; without any named interface left, the station fails;
/// - the station's metric "packets dropped by the kernel" counts what the kernel has dropped.
std::unique_ptr<PacketSource> open_live_capture(LiveOptions options, StationMetrics& station);

}  // namespace gor::capture
