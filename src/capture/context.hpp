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
  explicit CaptureCounts(Station& station);

  Count& born;
  Count& lost_packet;     ///< dropped: a hole
  Count& connection_end;  ///< dropped: closed, reset or ended before the message was whole
  Count& memory;          ///< dropped: the memory cap
  Count& malformed;       ///< dropped: broken framing in the middle of a message
  Counter& holes;
  Counter& orphans;       ///< responses without a request
  Counter& not_http;      ///< segments skipped that begin no message
  Counter& opaque;        ///< connections that turned to another protocol
  Counter& cut;           ///< messages longer than message_limit
  Counter& own;           ///< connections of gor's own outputs
  Counter& out_of_place;  ///< segments, SYN and RST whose sequence number no stream can have; late ones
  Counter& conflicts;     ///< segments with other bytes than one before that had the same numbers
};

struct CaptureContext {
  const ConversationOptions& options;
  CaptureCounts& counts;
  std::uint32_t next_number;       ///< of the next message
  std::vector<Message>& finished;  ///< takes what is whole
};

}  // namespace gor::capture
