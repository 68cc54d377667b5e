// SPDX-License-Identifier: Apache-2.0
// The recorded request as it is sent to the target: untouched except for the edits named here.
#pragma once

#include <string>
#include <string_view>

#include "net/url.hpp"

namespace gor {

/// Changes to a request's head.
struct ReplayEdits {
  std::string host = {};           ///< replaces or adds Host; "": no change
  std::string authorization = {};  ///< replaces or adds Authorization; "": no change
  std::string target = {};         ///< replaces the target; "": no change, except for absolute-form
  bool as_get = false;             ///< a redirect that becomes GET (HEAD stays HEAD): no body, no fields about it
  bool drop_credentials = false;   ///< a redirect to another host: no Authorization, Proxy-Authorization, Cookie
};

/// The edits that `url` requires.
ReplayEdits edits_for(const net::Url& url, bool original_host);

/// A request ready to be sent; `head` is reused between requests, `body` is a view into the message's payload.
struct PreparedRequest {
  std::string head;
  std::string_view body;
  std::string_view method;  ///< as recorded
  bool is_head() const noexcept { return method == "HEAD"; }
  std::size_t size() const noexcept { return head.size() + body.size(); }
  /// The target in the request line after the edits.
  std::string_view target() const noexcept;
};

/// Fills `request` in one pass over the head, without copying the body. False if the payload has no complete head.
bool prepare(std::string_view payload, const ReplayEdits& edits, PreparedRequest& request);

}  // namespace gor
