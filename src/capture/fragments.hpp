// SPDX-License-Identifier: Apache-2.0
// Reassembly of IP fragments (RFC 791 section 3.2, RFC 8200 section 4.5).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::capture {

/// Bounded in memory, number and time. As in Linux (RFC 5722), an exact duplicate is ignored, and a partial overlap
/// discards the complete datagram.
class Fragments {
 public:
  struct Limits {
    std::size_t datagrams = 1024;
    std::size_t bytes = 4 << 20;
    std::chrono::nanoseconds age = std::chrono::seconds(30);
  };
  /// Identifies the datagram of a fragment.
  struct Key {
    net::IpAddress source;
    net::IpAddress destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;  ///< 0 for IPv6, whose later fragments may name another one
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Fragment {
    std::size_t offset = 0;  ///< bytes
    bool more = false;       ///< not the last one
    std::uint8_t protocol = 0;
    std::string_view bytes;
    Timestamp time;
  };
  struct Datagram {
    std::uint8_t protocol = 0;
    std::string_view bytes;  ///< valid until the next add()
  };

  /// `given_up` counts datagrams that were never completed.
  Fragments(Limits limits, Counter& given_up) : limits_(limits), given_up_(given_up) {}

  /// The complete datagram, if this was its last missing fragment.
  std::optional<Datagram> add(const Key& key, const Fragment& fragment);

  std::size_t held_bytes() const noexcept { return held_bytes_; }

 private:
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  struct Partial {
    Key key;
    Timestamp first_seen;
    std::string bytes;
    std::vector<Range> ranges;  // sorted, not adjacent
    std::size_t size = 0;       // known with the last fragment, else 0
    std::uint8_t protocol = 0;
  };
  using Position = std::list<Partial>::iterator;

  Position find_or_start(const Key& key, Timestamp time);
  bool place(Partial& partial, const Fragment& fragment);
  void give_up(Position position);
  void make_room(Timestamp now);

  const Limits limits_;
  Counter& given_up_;
  std::list<Partial> partials_;  // oldest first
  std::map<Key, Position> by_key_;
  std::size_t held_bytes_ = 0;
  std::string whole_;
};

}  // namespace gor::capture
