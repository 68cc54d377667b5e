// SPDX-License-Identifier: Apache-2.0
// The URL of an output (RFC 3986, the part that HTTP uses).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gor::net {

struct Url {
  bool tls = false;
  std::string host;  ///< a name or an IP address without brackets
  std::uint16_t port = 80;
  std::string authority;  ///< as a Host field says it: "[::1]:8080", no default port
  std::string user_info;  ///< "user:password", percent-decoded; empty without
  std::string target;     ///< path and query, empty when there is none; a lone "/" stays

  bool same_origin(const Url& other) const noexcept {
    return tls == other.tls && port == other.port && host == other.host;
  }
};

/// The scheme may be missing and is http then. A fragment is dropped. Throws UsageError with the URL and what is wrong.
Url parse_url(std::string_view text);

/// Where `reference` (a Location field) leads from `base`: absolute, "//host/..", "/path", "?query" or "path", with "."
/// and ".." removed (RFC 3986 section 5.2). The user info of `base` stays where the reference names no host. Throws
/// UsageError for what is no http URL.
Url resolve_reference(const Url& base, std::string_view base_target, std::string_view reference);

/// The URL with *** for its password, or for its user info where that is one word: it may be a token. To be shown.
/// Where it has a ':', all up to the last '@' may be a password, one in the path too.
std::string without_password(std::string_view url);

/// A message with each of its words that may be a URL shown so.
std::string without_passwords(std::string_view message);

}  // namespace gor::net
