// SPDX-License-Identifier: Apache-2.0
// What the conversations of one capture share: options, counts, and where messages go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

namespace gor::capture {

struct ConversationOptions {
  std::vector<std::uint16_t> ports;  ///< of the service, sorted; empty: any
  bool track_responses = false;
  std::string realip_header;             ///< set in requests to the client's address; empty: not
  bool allow_incomplete = false;         ///< hand on messages with a hole, marked cut off
  std::size_t message_limit = 5u << 20;  ///< bytes of a message kept
};

/// What a capture counts, resolved once. One thread writes.
struct CaptureCounts {
  explicit CaptureCounts(Station& of) : station(of) {}

  Station& station;
  Count& born = station.born;
  Count& lost_packet = station.dropped("lost packet");
  Count& connection_end = station.dropped("connection ended inside");  ///< closed, reset or ended
  Count& memory = station.dropped("memory limit");
  Count& malformed = station.dropped("malformed");  ///< framing in the middle of a message
  Counter& holes = station.figure("holes");
  Counter& orphans = station.figure("responses without request");
  Counter& not_http = station.figure("segments that begin no message");
  Counter& opaque = station.figure("connections of other protocols");  ///< or that turned to one
  Counter& cut = station.figure("messages over copy-buffer-size");
  Counter& own = station.figure("own connections");
  /// Segments, SYN and RST whose sequence number no stream can have; late ones.
  Counter& out_of_place = station.figure("segments out of place");
  /// Segments with other bytes than one before that had the same numbers.
  Counter& conflicts = station.figure("conflicting copies");
};

struct CaptureContext {
  const ConversationOptions& options;
  CaptureCounts& counts;
  std::uint32_t next_number;       ///< of the next message
  std::vector<Message>& finished;  ///< takes what is whole
};

}  // namespace gor::capture
