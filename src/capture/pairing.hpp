// SPDX-License-Identifier: Apache-2.0
// Pairing of a connection's responses with its requests, which are answered in order (RFC 9112 section 9.3.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gor/message.hpp"

namespace gor::capture {

/// A request without a response so far. Pointers to it are valid until the next non-const call.
struct OpenRequest {
  std::uint32_t number = 0;  ///< message number, as in its id
  /// Acknowledgement number of its first segment: its response starts there or later. Empty on a SYN (RFC 7413).
  std::optional<std::uint32_t> acknowledgement = {};
  bool is_head = false;  ///< the method is HEAD: the response has no body
  bool is_connect = false;
  bool is_whole = false;  ///< it was forwarded or dropped
  /// A response that was complete before its request: it waits, so that the request is forwarded first.
  std::unique_ptr<Message> response;
};

/// The requests of a connection that wait for responses, oldest first. Bounded: if no responses are seen, the oldest
/// requests are forgotten.
class Pairing {
 public:
  OpenRequest& open(std::uint32_t number, std::optional<std::uint32_t> acknowledgement);
  /// The open request of that number, or null.
  OpenRequest* find(std::uint32_t number) noexcept;
  /// The request answered by a response whose first byte is `sequence`, or null for an orphan. Normally the oldest
  /// request. After lose_track(), the request whose client had received exactly the bytes before the response; that
  /// restores the track. With pipelining several requests qualify, so the track stays lost.
  OpenRequest* match(std::uint32_t sequence, bool pipelines);
  /// Bytes of either direction are missing, and perhaps requests or responses with them.
  void lose_track() noexcept { on_track_ = false; }
  /// The next request is the connection's first.
  void find_track() noexcept { on_track_ = true; }
  /// Removes that request, if it is open: it was answered.
  void answer(std::uint32_t number);
  /// Needs !empty().
  OpenRequest& oldest() noexcept { return open_.front(); }
  bool empty() const noexcept { return open_.empty(); }
  /// Memory held, including waiting responses.
  std::size_t bytes() const noexcept;

 private:
  std::vector<OpenRequest> open_;
  bool on_track_ = false;
};

}  // namespace gor::capture
