// SPDX-License-Identifier: Apache-2.0
#include "net/http/client.hpp"

namespace gor::net {
namespace {

HttpOutcome outcome_of(Connection::Opening opening) {
  using Opening = Connection::Opening;
  switch (opening) {
    case Opening::done:
      return HttpOutcome::answered;
    case Opening::refused:
      return HttpOutcome::connect;
    case Opening::timeout:
      return HttpOutcome::timeout;
    case Opening::no_ports:
      return HttpOutcome::no_ports;
    case Opening::descriptors:
      return HttpOutcome::descriptors;
    case Opening::tls:
      break;
  }
  return HttpOutcome::tls;
}

}  // namespace

HttpClient::HttpClient(boost::asio::io_context& io, Resolver& resolver, const Url& origin,
                       const HttpClientOptions& options)
    : resolver_(resolver),
      options_(options),
      connection_(io, origin, origin.tls ? options.tls : nullptr, options.verify, options.own),
      wake_(io) {}

Task<HttpOutcome> HttpClient::send(const PreparedRequest& request, Clock::time_point deadline, std::size_t keep_body,
                                   HttpResponse& response) {
  set_deadline(deadline);
  has_reached_ = has_resent_ = false;
  // Bytes that came since the last response (a late body, a 408) would be taken for the next one.
  if (is_open() && exchange_.is_used() && connection_.has_unread()) close();
  HttpOutcome outcome = HttpOutcome::answered;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!is_open()) {
      outcome = co_await open();
      options_.on_open(origin(), outcome, connection_.tls_failure());
      if (outcome != HttpOutcome::answered) break;
    }
    has_reached_ = true;
    outcome = co_await exchange_.run(request, keep_body, response);
    if (outcome != HttpOutcome::closed_early || attempt > 0) break;
    has_resent_ = true;
  }
  set_deadline(Clock::time_point::max());
  co_return outcome;
}

Task<HttpOutcome> HttpClient::open() {
  Resolver::Answer answer = resolver_.lookup(origin().host);
  while (!answer.known) {
    wake_.expires_at(deadline_);
    co_await wake_.async_wait(kAwait);
    if (Clock::now() >= deadline_) co_return HttpOutcome::resolve;
    answer = resolver_.lookup(origin().host);
  }
  if (answer.addresses.empty()) co_return HttpOutcome::resolve;
  exchange_.restart();
  co_return outcome_of(co_await connection_.open(std::move(answer.addresses)));
}

void HttpClient::set_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  connection_.set_deadline(deadline);
}

void HttpClient::cut() {
  set_deadline(Clock::time_point::min());
  check(Clock::now());
  wake_.cancel();
}

}  // namespace gor::net
