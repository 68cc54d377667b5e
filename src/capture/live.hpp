// SPDX-License-Identifier: Apache-2.0
// Packets from network interfaces, live.
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

namespace gor::capture {

struct LiveOptions {
  /// A name, an address or "name*" as in CaptureAddress; empty for every interface that is up and has an address.
  std::string interface = {};
  std::vector<std::uint16_t> ports = {};
  bool track_responses = false;
  /// In libpcap's language; takes the place of the generated one.
  std::string filter = {};
  std::vector<std::string> ignored_interfaces = {};
  /// Of all kernel rings together; each has 4 MB at least.
  std::size_t buffer_bytes = 96 << 20;
  /// How long the kernel may gather packets, rounded up to milliseconds: 0 for not at all. Unset: 2 ms, or 5 ms with
  /// many interfaces.
  std::optional<std::chrono::nanoseconds> buffer_timeout = {};
  bool promiscuous = false;
  bool monitor = false;
  bool vlan = false;
  /// The nice value of the thread that polls, set at its first poll and told in one line, together with short turns; 0
  /// leaves both as they are. Where the process may not, the nice value stays as it is too.
  int priority = -10;
  /// A line about each interface every 5 s.
  bool stats = false;
  /// PCAP_TSTAMP_HOST and the like; "go" for the time of reading; empty for the device's own choice.
  std::string timestamp_type = {};
  /// When nothing has come for that long from the start, one line says what may be wrong.
  std::chrono::milliseconds hint_after{10'000};
  /// Takes the log lines: at the start, when interfaces come and go, and at most once a second about losses. Called by
  /// the thread that polls, which must not wait long.
  std::function<void(log::Level, std::string_view)> tell = log::write;
};

/// Opens the interfaces. Throws StartError (no such interface, no privilege) or UsageError (filter, timestamp type),
/// with nothing left open. While it runs:
/// - interfaces that appear and are meant are opened as well, changed addresses change the filter;
/// - one that goes away is told, and the others go on; the last one of a capture that named it fails the station;
/// - packets that the kernel has dropped are the station's figure "packets dropped by the kernel".
std::unique_ptr<PacketSource> open_live_capture(LiveOptions options, Station& station);

}  // namespace gor::capture
