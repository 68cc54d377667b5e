// SPDX-License-Identifier: Apache-2.0
// Where the answers to one request lead, hop by hop (RFC 9110 section 15.4).
#pragma once

#include <string_view>

#include "net/url.hpp"
#include "output/http/request.hpp"

namespace gor {

/// Begins at the output's own target. What a hop has cost stays lost: once GET, always GET; and from the first hop on
/// that leaves the target's host, or https for http, the recorded request's and the URL's credentials are left behind.
class RedirectTrail {
 public:
  RedirectTrail(const net::Url& target, bool original_host)
      : target_(target), original_host_(original_host), at_(target) {}

  /// Goes one hop on. `head` is the answer's, `asked_for` the target that it answers. False, with nothing changed: it
  /// is no redirect, or leads to nothing that HTTP can ask for.
  bool follow(int status, std::string_view head, std::string_view asked_for);

  const net::Url& at() const noexcept { return at_; }
  /// For the recorded request, to be sent to at().
  const RequestEdits& edits() const noexcept { return edits_; }

 private:
  const net::Url& target_;
  const bool original_host_;
  net::Url at_;
  RequestEdits edits_;
};

}  // namespace gor
