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

#include "gor/payload.hpp"

namespace gor {

/// The digit that stands for it in a record.
enum class MessageType : char { request = '1', response = '2', replayed_response = '3' };
inline constexpr std::size_t kMessageTypes = 3;

/// Wall-clock time, nanoseconds since the Unix epoch.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
inline constexpr Timestamp kNoTimestamp = Timestamp::min();
inline Timestamp wall_clock_now() noexcept {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}
inline constexpr std::chrono::nanoseconds kUnknownLatency{-1};

/// An opaque token without spaces, shared by a request, its response and its replayed response. A value without
/// allocation. The first 16 characters name the TCP session.
class MessageId {
 public:
  static constexpr std::size_t kMaxSize = 63;
  static constexpr std::size_t kSessionSize = 16;

  MessageId() noexcept = default;
  /// What is longer than kMaxSize is cut; who reads foreign ids checks first.
  MessageId(std::string_view token) noexcept  // NOLINT: a value of the same meaning
      : size_(static_cast<std::uint8_t>(token.size() < kMaxSize ? token.size() : kMaxSize)) {
    std::memcpy(token_.data(), token.data(), size_);
  }
  std::string_view view() const noexcept { return {token_.data(), size_}; }
  std::string_view session() const noexcept { return view().substr(0, kSessionSize); }
  /// For tables of one run.
  std::size_t hash() const noexcept { return std::hash<std::string_view>{}(view()); }
  friend bool operator==(const MessageId& a, const MessageId& b) noexcept { return a.view() == b.view(); }

 private:
  std::array<char, kMaxSize> token_;
  std::uint8_t size_ = 0;
};

struct Message {
  MessageType type = MessageType::request;
  MessageId id;
  /// When the first byte was seen; kNoTimestamp in a three-field response.
  Timestamp timestamp = kNoTimestamp;
  /// Request, response: first to last packet. Replayed response: the round trip.
  std::chrono::nanoseconds latency = kUnknownLatency;
  /// Replayed response: the number, from 1, of the --output-http it came from, where there are several; else 0.
  std::uint16_t output = 0;
  /// Further fields of the metadata line, carried through: "" or " field field".
  std::string extra;
  Payload payload;
  /// The payload lacks its end (copy-buffer-size, a lost packet): never replayed.
  bool cut_off = false;
  /// What a full queue means: traffic that is live cannot be held back, so the message is dropped and counted; a
  /// recording waits. A replayed response has it from its request.
  bool can_wait = false;
  /// Whoever made the message may keep it too, and sees by its being the only owner that no copy is anywhere any more:
  /// all are written, answered or dropped.
  std::shared_ptr<const void> receipt = {};
  /// Of a request that others wait for, and of its replayed response: the last one that lets go of it lets the next one
  /// go. Whoever only records a message lets go of it at once.
  std::shared_ptr<const void> ticket = {};

  /// Memory that it takes where it waits: itself, what it owns, and what allocators add.
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
