// SPDX-License-Identifier: Apache-2.0
// The state of one connection of an HTTP output.
#pragma once

#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "net/http/client.hpp"
#include "output/http/request.hpp"
#include "output/session_queues.hpp"

namespace gor {

/// Used on the io thread only.
struct HttpWorker {
  using Clock = std::chrono::steady_clock;

  HttpWorker(boost::asio::io_context& io, net::Resolver& resolver, const net::Url& target,
             const net::HttpClientOptions& options)
      : client(io, resolver, target, options), wake(io) {}

  bool is_open() const { return client.is_open(); }
  void close() { client.close(); }
  /// Ends operations whose time is over.
  void check(Clock::time_point now) {
    client.check(now);
    if (redirected != nullptr) redirected->check(now);
  }
  /// Ends all operations.
  void cut() {
    client.cut();
    if (redirected != nullptr) redirected->cut();
    wake.cancel();
  }
  /// Makes it look at its state again.
  void look() {
    client.wake();
    if (redirected != nullptr) redirected->wake();
    wake.cancel();
  }

  net::HttpClient client;
  net::HttpClient* redirected = nullptr;  ///< used instead while a redirect leads to another server
  net::Timer wake;
  net::PreparedRequest request;
  RecordedRequest recorded;  ///< the message's request, before edits
  PayloadBuilder scratch;    ///< for the RequestMaker
  net::HttpResponse response;
  bool is_clear = true;  ///< all recipients see the same end of the request
  SessionQueues<HttpWorker>::SessionQueue* queue =
      nullptr;  ///< the session queue that it serves, with a connection per session
};

}  // namespace gor
