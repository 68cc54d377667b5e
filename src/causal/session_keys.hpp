// SPDX-License-Identifier: Apache-2.0
// The keys of --session-key, which decide which requests belong together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gor/message.hpp"

#include "http/place.hpp"

namespace gor {

/// Requests with equal values at all the places are one session; a request that lacks a value belongs to the session of
/// its TCP connection. Immutable.
class SessionKeys {
 public:
  /// Accepts "tcp", "cookie:NAME", "header:NAME", "param:NAME"; no places mean "tcp". Throws UsageError.
  explicit SessionKeys(const std::vector<std::string>& places = {});

  using Key = std::uint64_t;
  /// A hash per place; 0 if the value is missing.
  using Values = std::vector<std::uint64_t>;

  Values values_of(const Message& request) const;
  Key key_of(const Values& values, const MessageId& id) const;

  /// Whether responses can change a session: they set a cookie, or have a header that later requests repeat.
  bool follows_responses() const noexcept { return follows_responses_; }
  /// The session of the client's next requests, if the response to a request with these values starts one, as a login
  /// does.
  std::optional<Key> key_after(const Message& response, const Values& values) const;

 private:
  /// Empty for the TCP connection.
  using Place = std::optional<http::Place>;

  std::vector<Place> places_;
  bool follows_responses_ = false;
};

}  // namespace gor
