// SPDX-License-Identifier: Apache-2.0
// Arbitrary segments of a few connections: no crash, nothing born without an end, memory within its cap.
//
// The input is a list of commands: a control byte (flow, direction, flags), a signed byte that moves the sequence
// number, a byte for the passage of time, a length byte, and so many payload bytes. -128 and -127 for the signed byte
// move the sequence number, or the acknowledgement, anywhere: by the first four bytes of the payload.
#include "capture/flow_table.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

using namespace gor;
using namespace gor::capture;

constexpr std::size_t kMemoryLimit = 64 * 1024;

struct Flow {
  std::array<std::uint32_t, 2> next{1000, 9000};
};

net::Endpoint endpoint(std::uint8_t host, std::uint16_t port) {
  const std::array<std::uint8_t, 4> octets{10, 0, 0, host};
  return {net::IpAddress::v4(octets.data()), port};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  StationMetrics station("fuzz");
  FlowTableOptions options;
  options.connection.track_responses = size % 2 == 0;
  options.connection.protocol = size % 7 < 3 ? ProtocolKind::binary : ProtocolKind::http;
  options.connection.message_limit = 2048;
  options.connection.allow_incomplete = size % 3 == 0;
  if (size % 5 != 0) options.connection.ports = {80};
  options.memory = MemoryBudget::of(kMemoryLimit);
  FlowTable table(options, station, nullptr);
  std::array<Flow, 4> flows;
  Timestamp now(std::chrono::seconds(1));
  for (std::size_t at = 0; at + 4 <= size;) {
    const std::uint8_t control = data[at];
    const auto shift = static_cast<std::int8_t>(data[at + 1]);
    now += std::chrono::milliseconds(data[at + 2] * 10);
    const std::size_t length = std::min<std::size_t>(data[at + 3], size - at - 4);
    const std::string_view payload(reinterpret_cast<const char*>(data + at + 4), length);
    at += 4 + length;
    Flow& flow = flows[control & 3];
    const unsigned direction = control >> 2 & 1;
    const auto client = endpoint(static_cast<std::uint8_t>(control & 3), 40000);
    const auto server = endpoint(200, 80);
    Segment segment;
    segment.source = direction == 0 ? client : server;
    segment.destination = direction == 0 ? server : client;
    std::uint32_t anywhere = 0;
    std::memcpy(&anywhere, payload.data(), std::min(sizeof anywhere, length));
    segment.sequence = flow.next[direction] + (shift == -128 ? anywhere : static_cast<std::uint32_t>(shift));
    segment.acknowledgement = flow.next[1 - direction] + (shift == -127 ? anywhere : 0);
    segment.syn = (control & 0x18) == 0x18;
    segment.ack = (control & 0x20) != 0;
    segment.fin = (control & 0xc0) == 0xc0;
    segment.rst = (control & 0xc0) == 0x80 && (control & 0x18) == 0x10;
    segment.payload = payload;
    segment.time = now;
    // A wanderer does not take the real stream with it.
    if (shift != -128)
      flow.next[direction] = segment.sequence + static_cast<std::uint32_t>(length) + (segment.syn ? 1 : 0);
    table.expire(now);
    table.take(segment);
    if (table.bytes() > kMemoryLimit) std::abort();
  }
  table.end();
  for (const Message& message : table.finished()) {
    station.out.add(message.type);
    if (message.payload.size() > 2048 + 64) std::abort();
  }
  if (station.held() != 0 || table.size() != 0) std::abort();
  return 0;
}
