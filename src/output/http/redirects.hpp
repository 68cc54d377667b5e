// SPDX-License-Identifier: Apache-2.0
// The redirects of one request, hop by hop (RFC 9110 section 15.4).
#pragma once

#include <string_view>

#include "net/url.hpp"
#include "output/http/request.hpp"

namespace gor {

/// Starts at the output's own target. A change made by one hop lasts: after a switch to GET all hops use GET.
/// Credentials of the recorded request and the URL are dropped at the first hop that leaves the target's host, or https
/// for http.
class RedirectTrail {
 public:
  RedirectTrail(const net::Url& target, bool original_host)
      : target_(target), original_host_(original_host), at_(target) {}

  /// Follows one redirect. `head` is the response's, `asked_for` the target it answers. False, with nothing changed, if
  /// it is not a redirect or does not lead to an http URL.
  bool follow(int status, std::string_view head, std::string_view asked_for);

  const net::Url& at() const noexcept { return at_; }
  /// The edits that the recorded request needs to be sent to at().
  const ReplayEdits& edits() const noexcept { return edits_; }

 private:
  const net::Url& target_;
  const bool original_host_;
  net::Url at_;
  ReplayEdits edits_;
};

}  // namespace gor
