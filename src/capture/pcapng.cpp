// SPDX-License-Identifier: Apache-2.0
#include "capture/pcapng.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace gor::capture {
namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kOldPacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kResolution = 9;  // if_tsresol
constexpr std::uint16_t kOffset = 14;     // if_tsoffset
constexpr std::uint32_t kLargestBlock = 16U << 20;
constexpr std::size_t kFrame = 12;  // type, length, and the length again at the end

std::size_t padded(std::size_t size) noexcept {
  return (size + 3) / 4 * 4;
}

}  // namespace

bool PcapngReader::is_one(const unsigned char (&start)[4]) noexcept {
  return start[0] == 0x0a && start[1] == 0x0d && start[2] == 0x0d && start[3] == 0x0a;
}

PcapngReader::Next PcapngReader::next(Packet& packet) {
  std::uint32_t type = 0;
  while (read_block(type)) {
    const bool is_packet = type == kPacket || type == kSimplePacket || type == kOldPacket;
    if (type == kInterface && !add_interface()) return Next::damaged;
    if (is_packet) return read_packet(type, packet) ? Next::packet : Next::damaged;
  }
  return why_.empty() ? Next::end : Next::damaged;
}

bool PcapngReader::fails(std::string why) {
  why_ = std::move(why);
  return false;
}

std::uint16_t PcapngReader::u16(std::size_t offset) const noexcept {
  std::uint16_t value = 0;
  std::memcpy(&value, &body_[offset], sizeof value);
  return is_swapped_ ? __builtin_bswap16(value) : value;
}

std::uint32_t PcapngReader::u32(std::size_t offset) const noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, &body_[offset], sizeof value);
  return is_swapped_ ? __builtin_bswap32(value) : value;
}

// False: the end of the file, or damage.
bool PcapngReader::read_block(std::uint32_t& type) {
  std::uint32_t head[2] = {0, 0};
  const std::size_t got = std::fread(head, 1, sizeof head, file_.get());
  if (got == 0) return false;
  if (got < sizeof head) return fails("cut off in the head of a block");
  type = is_swapped_ ? __builtin_bswap32(head[0]) : head[0];
  if (type == kSection && !begin_section()) return false;
  const std::uint32_t size = is_swapped_ ? __builtin_bswap32(head[1]) : head[1];
  if (size < kFrame || size % 4 != 0 || size > kLargestBlock) return fails(fmt::format("a block of {} bytes", size));
  const std::size_t there = type == kSection ? body_.size() : 0;
  body_.resize(size - kFrame + 4);
  if (body_.size() < there) return fails("a section without a head");
  if (std::fread(body_.data() + there, 1, body_.size() - there, file_.get()) < body_.size() - there) {
    return fails("cut off in a block");
  }
  if (u32(body_.size() - 4) != size) return fails("a block whose two lengths differ");
  body_.resize(body_.size() - 4);
  return true;
}

// The byte order comes first: it is needed to read the length.
bool PcapngReader::begin_section() {
  body_.resize(4);
  if (std::fread(body_.data(), 1, 4, file_.get()) < 4) return fails("cut off in the head of a section");
  is_swapped_ = false;
  const std::uint32_t order = u32(0);
  if (order != kByteOrder && order != __builtin_bswap32(kByteOrder)) return fails("a section of unknown byte order");
  is_swapped_ = order != kByteOrder;
  interfaces_.clear();
  return true;
}

bool PcapngReader::add_interface() {
  if (body_.size() < 8) return fails("an interface without a head");
  Interface& made = interfaces_.emplace_back();
  made.link_type = u16(0);
  made.snap_length = u32(4);
  for (std::size_t at = 8; at + 4 <= body_.size();) {
    const std::uint16_t option = u16(at);
    const std::size_t size = u16(at + 2);
    if (option == 0 || at + 4 + size > body_.size()) break;
    if (option == kResolution && size >= 1) made.resolution = body_[at + 4];
    if (option == kOffset && size >= 8) {
      const std::uint64_t low = u32(at + (is_swapped_ ? 8 : 4));
      const std::uint64_t high = u32(at + (is_swapped_ ? 4 : 8));
      made.offset = static_cast<std::int64_t>(high << 32 | low);
    }
    at += 4 + padded(size);
  }
  return true;
}

bool PcapngReader::read_packet(std::uint32_t type, Packet& packet) {
  const bool is_simple = type == kSimplePacket;
  const std::size_t head = is_simple ? 4 : 20;
  if (body_.size() < head) return fails("a packet without a head");
  const std::uint32_t number = is_simple ? 0 : type == kOldPacket ? u16(0) : u32(0);
  if (number >= interfaces_.size())
    return fails(fmt::format("a packet of interface {}, which is not described", number));
  const Interface& interface = interfaces_[number];
  packet.original_size = u32(is_simple ? 0 : 16);
  std::uint32_t captured = is_simple ? packet.original_size : u32(12);
  if (is_simple && interface.snap_length != 0) captured = std::min(captured, interface.snap_length);
  if (captured > body_.size() - head) return fails("a packet longer than its block");
  packet.bytes = {reinterpret_cast<const char*>(body_.data()) + head, captured};
  packet.link_type = interface.link_type;
  if (!is_simple) time_before_ = time_of(interface, static_cast<std::uint64_t>(u32(4)) << 32 | u32(8));
  packet.time = time_before_;
  return true;
}

Timestamp PcapngReader::time_of(const Interface& interface, std::uint64_t ticks) const noexcept {
  __extension__ using Wide = __int128;
  constexpr Wide kSecond = 1'000'000'000;
  Wide time = static_cast<Wide>(ticks) * kSecond;
  const unsigned exponent = interface.resolution & 0x7fU;
  if ((interface.resolution & 0x80) != 0) {
    time = exponent < 96 ? time >> exponent : 0;
  } else {
    for (unsigned i = 0; i < exponent && time != 0; ++i) time /= 10;
  }
  time += static_cast<Wide>(interface.offset) * kSecond;
  if (time < 0 || time > kLastSecond * kSecond) return time_before_;
  return Timestamp(std::chrono::nanoseconds(static_cast<std::int64_t>(time)));
}

}  // namespace gor::capture
