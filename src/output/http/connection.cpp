// SPDX-License-Identifier: Apache-2.0
#include "output/http/connection.hpp"

namespace gor {
namespace {

HttpOutcome outcome_of(net::Connection::Opening opening) {
  using Opening = net::Connection::Opening;
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

net::Task<HttpOutcome> HttpConnection::connect(std::vector<net::IpAddress> addresses) {
  exchange_.restart();
  co_return outcome_of(co_await open(std::move(addresses)));
}

net::Task<HttpOutcome> HttpConnection::exchange(const PreparedRequest& request, std::size_t keep_body,
                                                HttpResponse& response) {
  return exchange_.run(request, keep_body, response);
}

}  // namespace gor
