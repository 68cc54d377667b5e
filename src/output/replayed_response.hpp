// SPDX-License-Identifier: Apache-2.0
// The message that an output makes of a target's response.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "gor/message.hpp"
#include "gor/payload.hpp"

namespace gor {

/// `first_byte`: when it came; `latency`: the round trip; `output`: as in Message.
inline Message replayed_response(const Message& request, Payload payload,
                                 std::chrono::steady_clock::time_point first_byte, std::chrono::nanoseconds latency,
                                 std::uint16_t output) {
  Message message;
  message.type = MessageType::replayed_response;
  message.id = request.id;
  message.timestamp = wall_clock_now() - (std::chrono::steady_clock::now() - first_byte);
  message.latency = latency;
  message.can_wait = request.can_wait;
  message.ticket = request.ticket;
  message.output = output;
  message.payload = std::move(payload);
  return message;
}

}  // namespace gor
