// SPDX-License-Identifier: Apache-2.0
// Frames for tests, see packet_builder.hpp.
#include "support/packet_builder.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>

namespace gor::test {
namespace {

std::string be8(std::size_t value) {
  return {static_cast<char>(value & 0xff)};
}

std::string address(int family, const std::string& text) {
  std::string bytes(family == AF_INET ? 4 : 16, '\0');
  if (inet_pton(family, text.c_str(), bytes.data()) != 1) throw std::invalid_argument(text);
  return bytes;
}

const std::string kMacs = "\x02\x01\x01\x01\x01\x01\x02\x02\x02\x02\x02\x02";

}  // namespace

std::string be16(std::uint32_t value) {
  return be8(value >> 8) + be8(value);
}
std::string be32(std::uint32_t value) {
  return be16(value >> 16) + be16(value);
}

std::string tcp(const Tcp& fields) {
  const std::size_t words = 5 + fields.options.size() / 4;
  return be16(fields.source) + be16(fields.destination) + be32(fields.sequence) + be32(fields.acknowledgement) +
         be8(words << 4) + be8(fields.flags) + be16(0xffff) + be16(0) + be16(0) + fields.options + fields.payload;
}

std::string udp(std::uint16_t source, std::uint16_t destination, std::string_view payload) {
  return be16(source) + be16(destination) + be16(static_cast<std::uint32_t>(8 + payload.size())) + be16(0) +
         std::string(payload);
}

std::string ipv4(const Ipv4& fields) {
  const std::size_t header = 20 + fields.options.size();
  const auto total = static_cast<std::uint32_t>(header + fields.payload.size());
  const auto offset = static_cast<std::uint32_t>(fields.fragment_offset / 8);
  return be8(0x40 | header / 4) + be8(0) + be16(fields.total_length.value_or(static_cast<std::uint16_t>(total))) +
         be16(fields.id) + be16((fields.more_fragments ? 0x2000U : 0U) | offset) + be8(64) + be8(fields.protocol) +
         be16(0) + address(AF_INET, fields.source) + address(AF_INET, fields.destination) + fields.options +
         fields.payload;
}

std::string ipv6(const Ipv6& fields) {
  const auto size = static_cast<std::uint16_t>(fields.payload.size());
  return be32(0x60000000) + be16(fields.payload_length.value_or(size)) + be8(fields.next_header) + be8(64) +
         address(AF_INET6, fields.source) + address(AF_INET6, fields.destination) + fields.payload;
}

std::string ipv6_extension(std::uint8_t next_header, std::size_t size, std::string_view payload) {
  return be8(next_header) + be8(size / 8 - 1) + std::string(size - 2, '\0') + std::string(payload);
}

std::string ipv6_fragment(std::uint8_t next_header, std::size_t offset, bool more, std::uint32_t id,
                          std::string_view payload) {
  return be8(next_header) + be8(0) + be16(static_cast<std::uint32_t>(offset) | (more ? 1U : 0U)) + be32(id) +
         std::string(payload);
}

std::string ethernet(std::uint16_t type, std::string_view payload) {
  return kMacs + be16(type) + std::string(payload);
}

std::string vlan_tag(std::uint16_t id, std::uint16_t type, std::string_view payload) {
  return be16(id) + be16(type) + std::string(payload);
}

std::string null_link(std::uint32_t family, std::string_view payload) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &family, 4);
  return bytes + std::string(payload);
}

std::string loop_link(std::uint32_t family, std::string_view payload) {
  return be32(family) + std::string(payload);
}

std::string sll(std::uint16_t type, std::string_view payload) {
  return be16(0) + be16(1) + be16(6) + std::string(8, '\2') + be16(type) + std::string(payload);
}

std::string sll2(std::uint16_t type, std::string_view payload) {
  return be16(type) + be16(0) + be32(1) + be16(1) + be8(0) + be8(6) + std::string(8, '\2') + std::string(payload);
}

std::string ppp(std::uint16_t protocol, std::string_view payload) {
  return be16(0xff03) + be16(protocol) + std::string(payload);
}

std::string pppoe(std::uint16_t protocol, std::string_view payload) {
  return be16(0x1100) + be16(1) + be16(static_cast<std::uint32_t>(payload.size() + 2)) + be16(protocol) +
         std::string(payload);
}

std::string nflog(std::string_view packet) {
  const auto attribute = [](std::uint16_t type, std::string_view value) {
    const std::uint16_t words[] = {static_cast<std::uint16_t>(4 + value.size()), type};
    std::string bytes(4, '\0');
    std::memcpy(bytes.data(), words, 4);
    return bytes.append(value).append((4 - value.size() % 4) % 4, '\0');
  };
  return be8(2) + be8(0) + be16(5) + attribute(1, be32(0x08000300)) + attribute(10, std::string_view("in\0", 3)) +
         attribute(9, packet);
}

std::string mpls(std::size_t labels, std::string_view payload) {
  std::string bytes;
  for (std::size_t left = labels; left > 0; --left) bytes += be32(0x12345U << 12 | (left == 1 ? 0x100U : 0U) | 64);
  return bytes + std::string(payload);
}

std::string gre(std::uint16_t flags, std::uint16_t protocol, std::string_view words, std::string_view payload) {
  return be16(flags) + be16(protocol) + std::string(words) + std::string(payload);
}

std::string erspan(int type, std::string_view frame) {
  const std::string sequence = be32(1);
  switch (type) {
    case 1:
      return gre(0, 0x88be, "", frame);
    case 2:
      return gre(0x1000, 0x88be, sequence + be32(0x10010000) + be32(0), frame);
    default:
      return gre(0x1000, 0x22eb, sequence + be32(0x20010000) + be32(0) + be32(1),
                 std::string(8, '\0') + std::string(frame));
  }
}

std::string vxlan(std::uint32_t network_id, std::string_view frame) {
  return udp(50000, 4789, be32(0x08000000) + be32(network_id << 8) + std::string(frame));
}

CaptureFile::CaptureFile(int link_type, Format format) : format_(format) {
  const auto link = static_cast<std::uint32_t>(link_type);
  if (format_ == Format::pcapng) {
    bytes_ =
        word(0x0a0d0d0a) + word(28) + word(0x1a2b3c4d) + word(1, 2) + word(0, 2) + std::string(8, '\xff') + word(28);
    // if_tsresol (option 9) of 9: nanoseconds.
    bytes_ += word(1) + word(32) + word(link, 2) + word(0, 2) + word(262144) + word(9, 2) + word(1, 2) +
              std::string("\x09\0\0\0", 4) + word(0) + word(32);
    return;
  }
  const std::uint32_t magic = format_ == Format::pcap_nano ? 0xa1b23c4d : 0xa1b2c3d4;
  bytes_ = word(magic) + word(2, 2) + word(4, 2) + word(0) + word(0) + word(262144) + word(link);
}

CaptureFile& CaptureFile::add(std::string_view frame, std::uint64_t time, std::size_t original_size) {
  const auto captured = static_cast<std::uint32_t>(frame.size());
  const auto original = static_cast<std::uint32_t>(std::max(original_size, frame.size()));
  if (format_ == Format::pcapng) {
    const std::size_t padding = (4 - frame.size() % 4) % 4;
    const auto block = static_cast<std::uint32_t>(32 + frame.size() + padding);
    bytes_ += word(6) + word(block) + word(0) + word(static_cast<std::uint32_t>(time >> 32)) +
              word(static_cast<std::uint32_t>(time)) + word(captured) + word(original) + std::string(frame) +
              std::string(padding, '\0') + word(block);
    return *this;
  }
  const std::uint64_t fraction = time % 1'000'000'000;
  bytes_ += word(static_cast<std::uint32_t>(time / 1'000'000'000)) +
            word(static_cast<std::uint32_t>(format_ == Format::pcap_nano ? fraction : fraction / 1000)) +
            word(captured) + word(original) + std::string(frame);
  return *this;
}

std::string CaptureFile::word(std::uint32_t value, std::size_t size) const {
  const std::string big = size == 4 ? be32(value) : be16(value);
  if (format_ == Format::pcap_swapped) return big;
  return {big.rbegin(), big.rend()};
}

}  // namespace gor::test
