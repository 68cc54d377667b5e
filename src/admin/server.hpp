// SPDX-License-Identifier: Apache-2.0
// The HTTP server of --admin: views of a run for monitoring systems and people (docs/observability.md).
#pragma once

#include <cstdint>
#include <string_view>

#include "admin/history.hpp"
#include "net/http/server.hpp"
#include "report/source.hpp"

namespace gor::admin {

/// Answers GET and HEAD on a thread of its own until it is destroyed. It only reads counters, so it slows no other
/// thread. Shows nothing of the traffic's headers and bodies.
class AdminServer {
 public:
  /// Throws UsageError for a malformed address, StartError if it cannot listen there. `source` must outlive it.
  AdminServer(std::string_view address, const report::Source& source);

  std::uint16_t port() const noexcept { return server_.port(); }

 private:
  net::Task<bool> answer(const net::HttpRequest& request, net::HttpResponder& responder) const;
  net::Task<bool> stream_events(net::HttpResponder& responder) const;

  const report::Source& source_;
  const History history_;
  net::HttpServer server_;
};

}  // namespace gor::admin
