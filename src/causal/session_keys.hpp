// SPDX-License-Identifier: Apache-2.0
// --session-key: which requests belong together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// A session is the requests with the same values at all the places; one that lacks a value belongs to the session of
/// its TCP connection. Immutable.
class SessionKeys {
 public:
  /// "tcp", "cookie:NAME", "header:NAME", "param:NAME"; "tcp" if there are none. Throws UsageError.
  explicit SessionKeys(const std::vector<std::string>& places = {});

  using Key = std::uint64_t;
  /// A hash for each place, 0 where there is nothing.
  using Values = std::vector<std::uint64_t>;

  Values values_of(const Message& request) const;
  Key key_of(const Values& values, const MessageId& id) const;

  /// Whether responses say anything about sessions: they set a cookie, or bring a header that requests then have.
  bool follows_responses() const noexcept { return follows_responses_; }
  /// The session that the next requests of the client will belong to, if the response to one with these values says
  /// so: a login's.
  std::optional<Key> key_after(const Message& response, const Values& values) const;

 private:
  struct Place {
    enum class Kind { tcp, cookie, header, param };
    Kind kind;
    std::string name;
  };
  static Place parse(const std::string& text);

  std::vector<Place> places_;
  bool follows_responses_ = false;
};

}  // namespace gor
