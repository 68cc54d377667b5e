// SPDX-License-Identifier: Apache-2.0
// Which request of a connection a response answers (RFC 9112 section 9.3.2: in order).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gor/message.hpp"

namespace gor::capture {

/// Pointers to it are valid until the next call that is not const.
/// A request that has begun and has no response yet.
struct OpenRequest {
  std::uint32_t number = 0;  ///< of the message, in its id
  /// On its first segment: no byte of its response is before. Empty for one on a SYN (RFC 7413).
  std::optional<std::uint32_t> acknowledgement = {};
  bool is_head = false;  ///< its method is HEAD: the response has no body
  bool is_connect = false;
  bool is_whole = false;  ///< it has been handed on, or given up
  /// Whole before its request was: it waits, so that requests come out first.
  std::unique_ptr<Message> response;
};

/// The requests of a connection that wait for their answers, oldest first. Bounded: where responses are never seen, the
/// oldest are forgotten.
class Pairing {
 public:
  OpenRequest& open(std::uint32_t number, std::optional<std::uint32_t> acknowledgement);
  /// The open request of that number, or null.
  OpenRequest* find(std::uint32_t number) noexcept;
  /// The request that a response whose first byte is `sequence` answers, or null: then it is an orphan. That is the
  /// oldest one; where the track is lost, the one that was sent when just the bytes before the response had come: then
  /// the track is found again. A client that pipelines has several of that kind, so there the track stays lost.
  OpenRequest* match(std::uint32_t sequence, bool pipelines);
  /// Bytes of one or the other direction are missing, and with them perhaps requests or answers.
  void lose_track() noexcept { on_track_ = false; }
  /// The next request is the first of its connection.
  void find_track() noexcept { on_track_ = true; }
  /// That request, if it is open, has been answered.
  void answer(std::uint32_t number);
  /// Needs !empty().
  OpenRequest& oldest() noexcept { return open_.front(); }
  bool empty() const noexcept { return open_.empty(); }
  /// With the responses that wait.
  std::size_t bytes() const noexcept;

 private:
  std::vector<OpenRequest> open_;
  bool on_track_ = false;
};

}  // namespace gor::capture
