// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a pcapng file: each packet lies in memory that is ours, and it comes to an end.
#include "capture/pcapng.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::FILE* file = fmemopen(const_cast<std::uint8_t*>(data), size, "rb");
  if (file == nullptr) return 0;
  gor::capture::PcapngReader reader(file);
  gor::capture::Packet packet;
  std::size_t packets = 0;
  auto next = reader.next(packet);
  for (; next == gor::capture::PcapngReader::Next::packet; next = reader.next(packet)) {
    unsigned sum = 0;
    for (const char byte : packet.bytes) sum += static_cast<unsigned char>(byte);
    if (sum > 255 * packet.bytes.size() || ++packets > size) std::abort();
  }
  if ((next == gor::capture::PcapngReader::Next::damaged) == reader.why().empty()) std::abort();
  return 0;
}
