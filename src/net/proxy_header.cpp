// SPDX-License-Identifier: Apache-2.0
#include "net/proxy_header.hpp"

#include <cstdint>

#include "base/text.hpp"

namespace gor::net {
namespace {

constexpr std::string_view kLine = "PROXY ";
constexpr std::string_view kBinary("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kMostOfLine = 107;  // including the line end
constexpr std::size_t kFixed = 16;        // the part of a binary header up to its length field

constexpr unsigned char byte_at(const std::array<char, 108>& bytes, std::size_t at) noexcept {
  return static_cast<unsigned char>(bytes[at]);
}

constexpr std::uint16_t number_at(const std::array<char, 108>& bytes, std::size_t at) noexcept {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

}  // namespace

bool ProxyHeader::begins(std::string_view bytes) noexcept {
  return bytes.starts_with(kLine) || bytes.starts_with(kBinary);
}

ProxyHeader::Step ProxyHeader::feed(std::string_view& piece) noexcept {
  Step step = Step::need_more;
  while (step == Step::need_more && !piece.empty()) {
    step = take(piece.front());
    piece.remove_prefix(1);
  }
  is_whole_ = step == Step::whole;
  return step;
}

ProxyHeader::Step ProxyHeader::take(char byte) noexcept {
  if (size_ < kept_.size()) kept_[size_] = byte;
  if (size_ == 0) is_binary_ = byte == kBinary.front();
  const std::string_view mark = is_binary_ ? kBinary : kLine;
  if (size_ < mark.size() && byte != mark[size_]) return Step::invalid;
  ++size_;
  if (!is_binary_) return byte == '\n' ? finish_line() : size_ < kMostOfLine ? Step::need_more : Step::invalid;
  return size_ >= kFixed && size_ == kFixed + number_at(kept_, 14) ? finish_binary() : Step::need_more;
}

// "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n"
ProxyHeader::Step ProxyHeader::finish_line() noexcept {
  std::string_view rest(kept_.data(), size_);
  if (!rest.ends_with("\r\n")) return Step::invalid;
  rest = rest.substr(kLine.size(), rest.size() - kLine.size() - 2);
  const std::string_view family = take_part(rest, ' ');
  if (family == "UNKNOWN") return Step::whole;
  const auto source = IpAddress::parse(take_part(rest, ' '));
  const auto destination = IpAddress::parse(take_part(rest, ' '));
  const auto source_port = parse_whole<std::uint16_t>(take_part(rest, ' '));
  const auto destination_port = parse_whole<std::uint16_t>(rest);
  if ((family != "TCP4" && family != "TCP6") || !source || !destination || !source_port || !destination_port) {
    return Step::invalid;
  }
  client_ = {*source, *source_port};
  return Step::whole;
}

ProxyHeader::Step ProxyHeader::finish_binary() noexcept {
  constexpr unsigned char kLocal = 0x20;
  constexpr unsigned char kProxy = 0x21;
  constexpr unsigned char kTcp4 = 0x11;
  constexpr unsigned char kTcp6 = 0x21;
  const unsigned char command = byte_at(kept_, 12);
  if (command != kProxy) return command == kLocal ? Step::whole : Step::invalid;
  const unsigned char family = byte_at(kept_, 13);
  const std::size_t address = family == kTcp4 ? 4 : 16;
  if (family != kTcp4 && family != kTcp6) return Step::whole;
  if (size_ < kFixed + 2 * address + 4) return Step::invalid;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(kept_.data()) + kFixed;
  client_ = {family == kTcp4 ? IpAddress::v4(bytes) : IpAddress::v6(bytes), number_at(kept_, kFixed + 2 * address)};
  return Step::whole;
}

std::string_view behind_proxy_header(std::string_view bytes) noexcept {
  if (!ProxyHeader::begins(bytes)) return bytes;
  std::string_view rest = bytes;
  return ProxyHeader().feed(rest) == ProxyHeader::Step::whole ? rest : bytes;
}

}  // namespace gor::net
