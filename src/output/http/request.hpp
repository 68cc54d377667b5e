// SPDX-License-Identifier: Apache-2.0
// The recorded request as it is sent to the target: untouched except for the edits named here.
#pragma once

#include <string>
#include <string_view>

#include "http/head.hpp"
#include "http/parsed_head.hpp"
#include "net/http/request.hpp"
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

/// A recorded request; views into the payload of its message.
struct RecordedRequest {
  /// False if the payload does not begin with the complete head of a request. Takes all that follows for the body.
  bool read(std::string_view payload);

  http::ParsedHead head;  ///< with the fields that are edited, or describe the body
  http::RequestLine line;
  std::string_view body;
};

/// Fills `request`, without copying the body.
void prepare(const RecordedRequest& recorded, const ReplayEdits& edits, net::PreparedRequest& request);

}  // namespace gor
