// SPDX-License-Identifier: Apache-2.0
// The PROXY protocol header, which a load balancer sends first on a connection to name its client.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "net/endpoint.hpp"

namespace gor::net {

/// Incremental parser of versions 1 and 2 (The PROXY protocol, sections 2.1 and 2.2).
class ProxyHeader {
 public:
  enum class Step {
    need_more,  ///< the header continues after this piece
    whole,      ///< the header is complete; the rest of the piece follows it
    invalid,    ///< the bytes are not a header
  };

  /// Whether the bytes start with the signature of a header.
  static bool begins(std::string_view bytes) noexcept;

  /// Consumes bytes from the front of the piece. Must not be called after `whole` or `invalid`.
  Step feed(std::string_view& piece) noexcept;

  bool is_whole() const noexcept { return is_whole_; }
  /// Bytes consumed so far.
  std::size_t size() const noexcept { return size_; }
  /// The client that a complete header names. Empty if the proxy opened the connection itself, or the client does not
  /// use TCP.
  const std::optional<Endpoint>& client() const noexcept { return client_; }

 private:
  Step take(char byte) noexcept;
  Step finish_line() noexcept;
  Step finish_binary() noexcept;

  std::array<char, 108> kept_;  // a complete line, or a binary header up to its ports
  std::size_t size_ = 0;
  bool is_binary_ = false;
  bool is_whole_ = false;
  std::optional<Endpoint> client_;
};

/// The bytes after a complete header; all bytes if they do not start with one.
std::string_view behind_proxy_header(std::string_view bytes) noexcept;

}  // namespace gor::net
