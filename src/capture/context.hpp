// SPDX-License-Identifier: Apache-2.0
// Shared state of a capture's flows: options, counters and the list of complete messages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/metric_families.hpp"
#include "capture/service_addresses.hpp"
#include "net/endpoint.hpp"

namespace gor::capture {

/// The end of a connection that sends.
enum class Side : std::uint8_t { client, server };

inline Side other(Side side) noexcept {
  return side == Side::client ? Side::server : Side::client;
}

enum class ProtocolKind : std::uint8_t { http, binary };

struct ConnectionOptions {
  ProtocolKind protocol = ProtocolKind::http;
  std::vector<std::uint16_t> ports;                   ///< of the service, sorted; empty: any
  std::shared_ptr<const ServiceAddresses> addresses;  ///< of the service; null: any
  bool track_responses = false;
  std::string realip_header;             ///< request header set to the client's address; empty: none
  bool allow_incomplete = false;         ///< forward messages with a hole, marked as cut off
  std::size_t message_limit = 5u << 20;  ///< bytes kept of a message

  /// Whether messages of that end are wanted.
  bool follows(Side side) const noexcept { return side == Side::client || track_responses; }
  /// Whether that end of a connection can be the service.
  bool may_serve(const net::Endpoint& end) const noexcept {
    return (ports.empty() || std::binary_search(ports.begin(), ports.end(), end.port)) &&
           (addresses == nullptr || addresses->has(end.address));
  }
};

/// Counters of a capture, looked up once. Written by one thread.
struct CaptureCounts {
  explicit CaptureCounts(StationMetrics& of) : station(of) {}

  StationMetrics& station;
  MessageCounter& born = station.born;
  MessageCounter& lost_packet = station.dropped("lost packet");
  MessageCounter& connection_end = station.dropped("connection ended inside");  ///< closed, reset or ended
  MessageCounter& memory = station.dropped("memory limit");
  MessageCounter& malformed = station.dropped("malformed");  ///< broken framing within a message
  Counter& holes = station.counter(metrics::kHoles);
  Counter& orphans = station.counter(metrics::kOrphans);
  Counter& not_http = station.counter(metrics::kNoMessage);
  Counter& opaque = station.counter(metrics::kOtherProtocols);  ///< or that switched to one
  Counter& cut = station.counter(metrics::kTruncated);
  Counter& own = station.counter(metrics::kOwnConnections);
  /// Segments, SYN and RST with an implausible sequence number, and late ones.
  Counter& out_of_place = station.counter(metrics::kOutOfWindow);
  /// Segments whose bytes differ from an earlier copy with the same sequence numbers.
  Counter& conflicts = station.counter(metrics::kConflicts);
};

struct CaptureContext {
  const ConnectionOptions& options;
  CaptureCounts& counts;
  std::uint32_t next_number;       ///< of the next message
  std::vector<Message>& finished;  ///< complete messages are appended here

  /// The message leaves the capture.
  void hand_on(Message&& message) {
    counts.born.add(message.type);
    if (message.cut_off) counts.cut.add();
    finished.push_back(std::move(message));
  }
};

}  // namespace gor::capture
