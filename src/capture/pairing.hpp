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
  /// The request that a response whose first byte is `sequence` answers, or null: then it is an orphan. After a hole in
  /// the responses, requests whose answers may have been in it are forgotten first, unless one request alone is left
  /// that the response can be for.
  OpenRequest* match(std::uint32_t sequence, bool after_hole);
  /// The oldest has been answered.
  void answer_oldest() { open_.erase(open_.begin()); }
  /// Needs !empty().
  OpenRequest& oldest() noexcept { return open_.front(); }
  bool empty() const noexcept { return open_.empty(); }
  std::size_t bytes() const noexcept { return open_.size() * sizeof(OpenRequest); }

 private:
  std::vector<OpenRequest> open_;
};

}  // namespace gor::capture
