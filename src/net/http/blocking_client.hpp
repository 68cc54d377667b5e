// SPDX-License-Identifier: Apache-2.0
// An HTTP client for threads of their own, which wait for each answer.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/http/client.hpp"
#include "net/outcome.hpp"
#include "net/own_connections.hpp"
#include "net/resolver.hpp"
#include "net/url.hpp"

namespace gor::net {

/// One connection to one server, kept alive. Used by one thread, except interrupt().
class BlockingHttpClient {
 public:
  struct Answer {
    Outcome outcome = Outcome::answered;
    std::string tls_failure = {};  ///< why the handshake failed, for Outcome::tls
    int status = 0;                ///< if it is answered
    std::string head = {};         ///< of the response
    std::string body = {};

    /// For a person: "no answer (timeout)", or why the handshake failed; "" if it is answered.
    std::string why_unanswered() const;
    bool is_success() const noexcept { return outcome == Outcome::answered && status / 100 == 2; }
  };

  /// Verifies certificates. `own` may be null, and must outlive the client. Throws StartError if TLS cannot be used.
  explicit BlockingHttpClient(const Url& origin, OwnConnections* own = nullptr);
  /// With a client certificate or authorities of its own. Throws StartError for texts that cannot be used.
  BlockingHttpClient(const Url& origin, OwnConnections* own, Verify verify, const TlsTexts& texts);

  /// Sends the request, and waits for the answer, with at most `keep_body` bytes of its body. `head`: complete.
  Answer send(std::string_view method, std::string head, std::string_view body, std::chrono::nanoseconds timeout,
              std::size_t keep_body);
  /// The same for a GET whose answer may be endless: the body is passed on as it comes, without chunk framing.
  Answer stream(std::string head, std::chrono::nanoseconds timeout, std::function<void(std::string_view)> on_body);
  const Url& origin() const noexcept { return origin_; }

  /// Ends the request in flight, and all later ones, soon. Any thread.
  void interrupt() noexcept { is_interrupted_ = true; }
  /// The same once `is_due` is true, which is asked often. The thread of send().
  void interrupt_when(std::function<bool()> is_due) { is_due_ = std::move(is_due); }
  bool is_interrupted() const { return is_interrupted_ || (is_due_ && is_due_()); }

 private:
  Answer exchange(const PreparedRequest& request, std::chrono::nanoseconds timeout, std::size_t keep_body,
                  HttpResponse& response);

  const Url origin_;
  std::atomic<bool> is_interrupted_ = false;
  std::function<bool()> is_due_;
  boost::asio::io_context io_{1};
  std::optional<boost::asio::ssl::context> tls_;
  std::optional<HttpClient> client_;
  std::string tls_failure_;
  Resolver resolver_;
};

}  // namespace gor::net
