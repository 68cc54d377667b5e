// SPDX-License-Identifier: Apache-2.0
#include "output/http/redirects.hpp"

#include <utility>

#include "base/error.hpp"
#include "http/head.hpp"

namespace gor {
namespace {

/// Whether both are the same server, or the same host with TLS added, both on default ports.
bool keeps_credentials(const net::Url& from, const net::Url& to) {
  if (from.same_origin(to)) return true;
  return !from.tls && from.port == 80 && to.tls && to.port == 443 && from.host == to.host;
}

}  // namespace

bool RedirectTrail::follow(int status, std::string_view head, std::string_view asked_for) {
  const bool keeps_method = status == 307 || status == 308;
  if (!keeps_method && (status < 301 || status > 303)) return false;
  const auto location = http::find_field(head, "Location");
  if (!location) return false;
  net::Url next;
  try {
    next = net::resolve_reference(at_, asked_for, location->value);
  } catch (const UsageError&) {
    return false;
  }
  const bool as_get = edits_.as_get || !keeps_method;
  const bool drops_credentials = edits_.drop_credentials || !keeps_credentials(target_, next);
  if (!drops_credentials && next.user_info.empty()) next.user_info = target_.user_info;
  edits_ = edits_for(next, original_host_ && !drops_credentials);
  edits_.target = next.target.empty() ? "/" : next.target;
  edits_.as_get = as_get;
  edits_.drop_credentials = drops_credentials;
  at_ = std::move(next);
  return true;
}

}  // namespace gor
