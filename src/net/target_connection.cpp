// SPDX-License-Identifier: Apache-2.0
#include "net/target_connection.hpp"

#include <utility>

namespace gor::net {
namespace {

Outcome outcome_of(Connection::Opening opening) {
  using Opening = Connection::Opening;
  switch (opening) {
    case Opening::done:
      return Outcome::answered;
    case Opening::refused:
      return Outcome::connect;
    case Opening::timeout:
      return Outcome::timeout;
    case Opening::no_ports:
      return Outcome::no_ports;
    case Opening::descriptors:
      return Outcome::descriptors;
    case Opening::tls:
      break;
  }
  return Outcome::tls;
}

}  // namespace

Task<Outcome> TargetConnection::open() {
  Resolver::Answer answer = resolver_.lookup(origin().host);
  while (!answer.known) {
    wake_.expires_at(deadline_);
    co_await wake_.async_wait(kAwait);
    if (Clock::now() >= deadline_) co_return Outcome::resolve;
    answer = resolver_.lookup(origin().host);
  }
  if (answer.addresses.empty()) co_return Outcome::resolve;
  co_return outcome_of(co_await Connection::open(std::move(answer.addresses)));
}

void TargetConnection::set_deadline(Clock::time_point deadline) noexcept {
  deadline_ = deadline;
  Connection::set_deadline(deadline);
}

void TargetConnection::cut() {
  set_deadline(Clock::time_point::min());
  check(Clock::now());
  wake_.cancel();
}

}  // namespace gor::net
