// SPDX-License-Identifier: Apache-2.0
// The numbers by which one protocol layer names the next (IANA registries; DLT_ values of libpcap).
#pragma once

#include <cstdint>

namespace gor::capture {

enum LinkType : int {
  kLinkNull = 0,
  kLinkEthernet = 1,
  kLinkPpp = 9,
  kLinkRaw = 12,
  kLinkRawOpenBsd = 14,
  kLinkPppSerial = 50,
  kLinkPppEther = 51,
  kLinkRawInFiles = 101,
  kLinkCiscoHdlc = 104,
  kLinkWifi = 105,
  kLinkLoop = 108,
  kLinkSll = 113,
  kLinkWifiRadiotap = 127,
  kLinkPppDirection = 166,
  kLinkIpv4 = 228,
  kLinkIpv6 = 229,
  kLinkNflog = 239,
  kLinkSll2 = 276,
};

inline constexpr std::uint16_t kEtherIpv4 = 0x0800;
inline constexpr std::uint16_t kEtherTransparentBridging = 0x6558;
inline constexpr std::uint16_t kEtherVlan = 0x8100;
inline constexpr std::uint16_t kEtherIpv6 = 0x86dd;
inline constexpr std::uint16_t kEtherMpls = 0x8847;
inline constexpr std::uint16_t kEtherMplsMulticast = 0x8848;
inline constexpr std::uint16_t kEtherPppoe = 0x8864;
inline constexpr std::uint16_t kEtherPppInGre = 0x880b;
inline constexpr std::uint16_t kEtherQinQ = 0x88a8;
inline constexpr std::uint16_t kEtherErspan = 0x88be;
inline constexpr std::uint16_t kEtherErspan3 = 0x22eb;
inline constexpr std::uint16_t kEtherOldQinQ = 0x9100;

inline constexpr std::uint16_t kPppIpv4 = 0x0021;
inline constexpr std::uint16_t kPppIpv6 = 0x0057;
inline constexpr std::uint16_t kPppMpls = 0x0281;

inline constexpr std::uint8_t kHopByHop = 0;
inline constexpr std::uint8_t kIpv4InIp = 4;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIpv6InIp = 41;
inline constexpr std::uint8_t kRouting = 43;
inline constexpr std::uint8_t kIpv6Fragment = 44;
inline constexpr std::uint8_t kGre = 47;
inline constexpr std::uint8_t kDestinationOptions = 60;
inline constexpr std::uint8_t kMobility = 135;

inline constexpr std::uint16_t kVxlanGpePort = 4790;
inline constexpr std::uint16_t kGenevePort = 6081;
inline constexpr std::uint16_t kGtpUserPort = 2152;
inline constexpr std::uint16_t kGreInUdpPort = 4754;

}  // namespace gor::capture
