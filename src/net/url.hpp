// SPDX-License-Identifier: Apache-2.0
// The URL of an output (RFC 3986, as far as HTTP uses it).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/address.hpp"

namespace gor::net {

struct Url {
  bool tls = false;
  std::string host;  ///< a name or an IP address without brackets
  std::uint16_t port = 80;
  std::string authority;  ///< as in a Host field: "[::1]:8080", without a default port
  std::string user_info;  ///< "user:password", percent-decoded; "" if missing
  std::string target;     ///< path and query, empty when there is none; a lone "/" stays

  bool same_origin(const Url& other) const noexcept {
    return tls == other.tls && port == other.port && host == other.host;
  }
};

/// The default scheme is http. A fragment is dropped. Throws UsageError with the URL and what is wrong.
Url parse_url(std::string_view text);

/// The origin with that address; without a host, the local one.
Url url_of(const Address& address, bool tls);

/// Resolves `reference` (a Location field) against `base`: absolute, "//host/..", "/path", "?query" or "path", with "."
/// and ".." removed (RFC 3986 section 5.2). The user info of `base` is kept if the reference names no host. Throws
/// UsageError unless the result is an http URL.
Url resolve_reference(const Url& base, std::string_view base_target, std::string_view reference);

/// For display: the URL with *** in place of its password, or of user info without a ':', which may be a token. After a
/// ':', everything up to the last '@' may be a password, even in the path.
std::string without_password(std::string_view url);

/// For names of stations: the URL without user info and query.
std::string public_url(std::string_view url);

/// The message with every word that may be a URL shown as by without_password().
std::string without_passwords(std::string_view message);

}  // namespace gor::net
