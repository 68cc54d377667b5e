// SPDX-License-Identifier: Apache-2.0
#include "net/http/blocking_client.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "http/head.hpp"

namespace gor::net {
namespace {

constexpr std::chrono::milliseconds kTick{100};
constexpr std::size_t kUnlimited = std::size_t{1} << 60;

}  // namespace

std::string BlockingHttpClient::Answer::why_unanswered() const {
  if (outcome == Outcome::answered) return {};
  if (outcome == Outcome::tls) return "TLS: " + tls_failure;
  return fmt::format("no answer ({})", reason_of(outcome));
}

BlockingHttpClient::BlockingHttpClient(const Url& origin, OwnConnections* own)
    : BlockingHttpClient(origin, own, Verify::certificate, {}) {}

BlockingHttpClient::BlockingHttpClient(const Url& origin, OwnConnections* own, Verify verify, const TlsTexts& texts)
    : origin_(origin), resolver_([this] { boost::asio::post(io_, [this] { client_->wake(); }); }) {
  HttpClientOptions options;
  if (origin.tls) options.tls = &tls_.emplace(make_client_context(verify, texts));
  options.verify = verify;
  options.own = own;
  options.on_open = [this](const Url&, Outcome, const std::string& tls_failure) { tls_failure_ = tls_failure; };
  client_.emplace(io_, resolver_, origin_, options);
}

BlockingHttpClient::Answer BlockingHttpClient::send(std::string_view method, std::string head, std::string_view body,
                                                    std::chrono::nanoseconds timeout, std::size_t keep_body) {
  PreparedRequest request;
  request.method = method;
  request.head = std::move(head);
  request.body = body;
  HttpResponse response;
  return exchange(request, timeout, keep_body, response);
}

BlockingHttpClient::Answer BlockingHttpClient::stream(std::string head, std::chrono::nanoseconds timeout,
                                                      std::function<void(std::string_view)> on_body) {
  PreparedRequest request;
  request.method = "GET";
  request.head = std::move(head);
  HttpResponse response;
  response.on_body = std::move(on_body);
  return exchange(request, timeout, kUnlimited, response);
}

BlockingHttpClient::Answer BlockingHttpClient::exchange(const PreparedRequest& request,
                                                        std::chrono::nanoseconds timeout, std::size_t keep_body,
                                                        HttpResponse& response) {
  Answer answer;
  bool is_over = false;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const auto send = [&]() -> Task<void> {
    answer.outcome = co_await client_->send(request, deadline, keep_body, response);
    is_over = true;
  };
  io_.restart();
  boost::asio::co_spawn(io_, send, boost::asio::detached);
  while (!is_over) {
    io_.run_one_for(kTick);
    client_->check(std::chrono::steady_clock::now());
    if (is_interrupted()) client_->cut();
  }
  if (answer.outcome == Outcome::tls) answer.tls_failure = tls_failure_;
  if (answer.outcome != Outcome::answered) return answer;
  answer.status = response.status;
  const std::string_view bytes = response.bytes.view();
  const std::size_t end = std::min(http::find_head_end(bytes), bytes.size());
  answer.head = bytes.substr(0, end);
  if (!response.on_body) answer.body = bytes.substr(end);
  return answer;
}

}  // namespace gor::net
