// SPDX-License-Identifier: Apache-2.0
// The one value that travels through gor: an HTTP request or response with its metadata (docs/file-format.md).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gor/completion.hpp"
#include "gor/payload.hpp"

namespace gor {

/// The values are the digits of the record format.
enum class MessageType : char { request = '1', response = '2', replayed_response = '3' };
inline constexpr std::size_t kMessageTypes = 3;

/// Wall-clock time, nanoseconds since the Unix epoch.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
inline constexpr Timestamp kNoTimestamp = Timestamp::min();
inline Timestamp wall_clock_now() noexcept {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}
inline constexpr std::chrono::nanoseconds kUnknownLatency{-1};

/// An opaque token without spaces, shared by a request, its response and its replayed response. Holds its characters
/// without allocating. The first 16 name the TCP session.
class MessageId {
 public:
  static constexpr std::size_t kMaxSize = 63;
  static constexpr std::size_t kSessionSize = 16;

  MessageId() noexcept = default;
  /// Tokens longer than kMaxSize are truncated; check the length of ids from outside first.
  MessageId(std::string_view token) noexcept  // NOLINT: a value of the same meaning
      : size_(static_cast<std::uint8_t>(token.size() < kMaxSize ? token.size() : kMaxSize)) {
    std::memcpy(token_.data(), token.data(), size_);
  }
  std::string_view view() const noexcept { return {token_.data(), size_}; }
  std::string_view session() const noexcept { return view().substr(0, kSessionSize); }
  /// For tables within one run.
  std::size_t hash() const noexcept { return std::hash<std::string_view>{}(view()); }
  friend bool operator==(const MessageId& a, const MessageId& b) noexcept { return a.view() == b.view(); }

 private:
  std::array<char, kMaxSize> token_;
  std::uint8_t size_ = 0;
};

struct Message {
  MessageType type = MessageType::request;
  MessageId id;
  /// When the first byte was seen; kNoTimestamp in a response recorded with three metadata fields.
  Timestamp timestamp = kNoTimestamp;
  /// Request, response: from first to last packet. Replayed response: the round trip.
  std::chrono::nanoseconds latency = kUnknownLatency;
  /// When its source meant it to be sent; the epoch if that is as soon as it came.
  std::chrono::steady_clock::time_point due = {};
  /// Replayed response: the number, from 1, of the --output-http that made it, where there are several; else 0.
  std::uint16_t output = 0;
  /// Further fields of the metadata line, kept as they are: "" or " field field".
  std::string extra;
  Payload payload;
  /// The payload lacks its end (copy-buffer-size, a lost packet). Such a message is never replayed.
  bool cut_off = false;
  /// Decides what happens at a full queue: live traffic cannot be held back, so the message is dropped and counted; a
  /// recording waits. A replayed response inherits it from its request.
  bool can_wait = false;
  /// Of a source that wants to know the end of the message.
  std::shared_ptr<const Completion> receipt = {};
  /// Held by a request that others wait for, and by its replayed response: the next request may be sent when the last
  /// owner releases it. An output that only records the message releases it at once.
  std::shared_ptr<const Completion> ticket = {};

  /// Memory the message takes while it waits: itself, what it owns, and allocator overhead.
  std::size_t bytes() const noexcept {
    constexpr std::size_t kAllocators = 48;
    return sizeof(Message) + payload.size() + extra.size() + kAllocators;
  }
};

inline Message without_ticket(Message message) {
  message.ticket.reset();
  return message;
}

}  // namespace gor
