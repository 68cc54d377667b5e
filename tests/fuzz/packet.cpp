// SPDX-License-Identifier: Apache-2.0
// Packets → Decoder. The input is a run of packets, so that fragments meet: a byte for the link type, a byte that the
// snap length has cut off, two for the size, and the frame.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "capture/decode.hpp"

namespace {

constexpr std::array kLinkTypes{1,   0,   9,   12,  50,  51,  101, 104, 105,
                                108, 113, 127, 166, 228, 229, 276, 239, gor::capture::kLinkVxlan};
constexpr std::size_t kPrefix = 4;

/// Reads the payload, so that the sanitizer sees whether it lies in memory that is ours.
void check(const gor::capture::Segment& segment, std::uint32_t original_size) {
  unsigned sum = 0;
  for (const char byte : segment.payload) sum += static_cast<unsigned char>(byte);
  if (sum > 255 * segment.payload.size() || segment.missing_bytes > original_size + 65535) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gor::StationMetrics station("input-raw");
  gor::capture::Decoder decoder({}, station);
  gor::capture::Segment segment;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  for (std::int64_t second = 0; input.size() >= kPrefix; second += 10) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(input[index]); };
    const int link_type = kLinkTypes.at(byte(0) % kLinkTypes.size());
    const std::uint32_t cut_off = byte(1);
    const std::size_t frame_size = std::min<std::size_t>(byte(2) * 256U + byte(3), input.size() - kPrefix);
    // A copy of exactly that size: the first byte too far is seen.
    const auto frame = std::make_unique<char[]>(frame_size);
    input.substr(kPrefix, frame_size).copy(frame.get(), frame_size);
    input.remove_prefix(kPrefix + frame_size);

    gor::capture::Packet packet;
    packet.bytes = {frame.get(), frame_size};
    packet.original_size = static_cast<std::uint32_t>(frame_size) + cut_off;
    packet.link_type = link_type;
    packet.time = gor::Timestamp(std::chrono::seconds(second));
    if (decoder.decode(packet, segment)) check(segment, packet.original_size);
  }
  return 0;
}
