// SPDX-License-Identifier: Apache-2.0
// The state of one connection of an HTTP output.
#pragma once

#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "output/http/connection.hpp"
#include "output/http/request.hpp"
#include "output/http/response.hpp"
#include "output/http/session_queues.hpp"

namespace gor {

/// Used on the io thread only.
struct HttpWorker {
  using Clock = std::chrono::steady_clock;

  /// `arguments` of the HttpConnection, after the io_context.
  template <class... Arguments>
  explicit HttpWorker(boost::asio::io_context& io, Arguments&&... arguments)
      : connection(io, std::forward<Arguments>(arguments)...), wake(io) {}

  /// Ends operations whose time is over.
  void check(Clock::time_point now) {
    connection.check(now);
    if (redirected != nullptr) redirected->check(now);
  }
  /// Ends all operations.
  void cut() {
    connection.set_deadline(Clock::time_point::min());
    if (redirected != nullptr) redirected->set_deadline(Clock::time_point::min());
    check(Clock::now());
    wake.cancel();
  }

  HttpConnection connection;
  HttpConnection* redirected = nullptr;  ///< used instead while a redirect leads to another server
  net::Timer wake;
  PreparedRequest request;
  std::string_view recorded;  ///< the message's request, before edits
  PayloadBuilder scratch;     ///< for the RequestMaker
  HttpResponse response;
  bool is_clear = true;  ///< all recipients see the same end of the request
  bool reached = false;  ///< the last attempt got a connection
  SessionQueues<HttpWorker>::SessionQueue* queue =
      nullptr;  ///< the session queue that it serves, with a connection per session
};

}  // namespace gor
