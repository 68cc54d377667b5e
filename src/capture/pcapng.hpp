// SPDX-License-Identifier: Apache-2.0
// A reader of pcapng files (draft-ietf-opsawg-pcapng). libpcap refuses files whose interfaces differ.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "capture/packet.hpp"

namespace gor::capture {

/// Either byte order, any number of sections and interfaces. One thread.
class PcapngReader {
 public:
  enum class Next { packet, end, damaged };

  static bool is_one(const unsigned char (&start)[4]) noexcept;

  /// Takes over the file, which must be at its beginning.
  explicit PcapngReader(std::FILE* file) : file_(file) {}

  /// The next packet; its bytes are valid until the next call. A packet without a plausible time of its own gets the
  /// time of the packet before it.
  Next next(Packet& packet);
  /// The reason, after Next::damaged.
  const std::string& why() const noexcept { return why_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  struct Interface {
    int link_type = 0;
    std::uint32_t snap_length = 0;  // 0: none
    std::uint8_t resolution = 6;    // if_tsresol
    std::int64_t offset = 0;        // if_tsoffset, seconds
  };

  bool read_block(std::uint32_t& type);
  bool begin_section();
  bool add_interface();
  bool read_packet(std::uint32_t type, Packet& packet);
  Timestamp time_of(const Interface& interface, std::uint64_t ticks) const noexcept;
  bool fails(std::string why);
  std::uint16_t u16(std::size_t offset) const noexcept;
  std::uint32_t u32(std::size_t offset) const noexcept;

  std::unique_ptr<std::FILE, Close> file_;
  std::vector<unsigned char> body_;  // of the block, without its type and lengths
  std::vector<Interface> interfaces_;
  bool is_swapped_ = false;
  Timestamp time_before_{};
  std::string why_;
};

}  // namespace gor::capture
