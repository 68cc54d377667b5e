// SPDX-License-Identifier: Apache-2.0
// The header of the PROXY protocol, with which a load balancer begins a connection to say who its client is.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "net/endpoint.hpp"

namespace gor::net {

/// Versions 1 and 2 (haproxy.org/download/2.9/doc/proxy-protocol.txt, sections 2.1 and 2.2), in pieces of any size.
class ProxyHeader {
 public:
  enum class Step {
    need_more,  ///< all of the piece belongs to it, and it goes on
    whole,      ///< what is left of the piece comes behind it
    invalid,    ///< it is none
  };

  /// Whether the bytes begin with the mark of a header.
  static bool begins(std::string_view bytes) noexcept;

  /// Takes from the front of the piece. Not behind `whole` or `invalid`.
  Step feed(std::string_view& piece) noexcept;

  bool is_whole() const noexcept { return is_whole_; }
  /// Bytes taken so far.
  std::size_t size() const noexcept { return size_; }
  /// Once it is whole: the client; empty where the proxy speaks for itself, or the client uses no TCP.
  const std::optional<Endpoint>& client() const noexcept { return client_; }

 private:
  Step take(char byte) noexcept;
  Step finish_line() noexcept;
  Step finish_binary() noexcept;

  std::array<char, 108> kept_;  // all of a line; of a binary header up to the ports
  std::size_t size_ = 0;
  bool is_binary_ = false;
  bool is_whole_ = false;
  std::optional<Endpoint> client_;
};

/// What stands behind a whole header at the front; all of it where there is none.
std::string_view behind_proxy_header(std::string_view bytes) noexcept;

}  // namespace gor::net
