// SPDX-License-Identifier: Apache-2.0
#include "net/http/client.hpp"

namespace gor::net {

HttpClient::HttpClient(boost::asio::io_context& io, Resolver& resolver, const Url& origin,
                       const HttpClientOptions& options)
    : options_(options),
      connection_(io, resolver, origin, origin.tls ? options.tls : nullptr, options.verify, options.own) {}

Task<Outcome> HttpClient::send(const PreparedRequest& request, Clock::time_point deadline, std::size_t keep_body,
                               HttpResponse& response) {
  connection_.set_deadline(deadline);
  has_reached_ = has_resent_ = false;
  // Bytes that came since the last response (a late body, a 408) would be taken for the next one.
  if (is_open() && exchange_.may_have_unread() && connection_.has_unread()) close();
  Outcome outcome = Outcome::answered;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!is_open()) {
      exchange_.restart();
      outcome = co_await connection_.open();
      options_.on_open(origin(), outcome, connection_.tls_failure());
      if (outcome != Outcome::answered) break;
    }
    has_reached_ = true;
    outcome = co_await exchange_.run(request, keep_body, response);
    if (outcome != Outcome::closed_early || attempt > 0) break;
    has_resent_ = true;
  }
  connection_.set_deadline(Clock::time_point::max());
  co_return outcome;
}

}  // namespace gor::net
