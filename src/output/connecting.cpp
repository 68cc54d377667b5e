// SPDX-License-Identifier: Apache-2.0
#include "output/connecting.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace gor {

namespace asio = boost::asio;

ConnectingOutput::ConnectingOutput(StationMetrics& station)
    : station_(station), resolver_([this] { asio::post(io_, [this] { wake_all(); }); }), tick_(io_) {}

void ConnectingOutput::use_tls(net::Verify verify, const net::TlsFiles& files) {
  tls_.emplace(net::make_client_context(verify, files));
}

void ConnectingOutput::start() {
  asio::co_spawn(io_, tick(), asio::detached);
  thread_ = std::thread([this] {
    io_.run();
    on_end();
  });
}

void ConnectingOutput::finish() {
  close(Clock::now());
  join();
}

void ConnectingOutput::post_dispatch() {
  asio::post(io_, [this] { dispatch(); });
}

void ConnectingOutput::close(Clock::time_point deadline) {
  close_inbox();
  asio::post(io_, [this, deadline] {
    give_up_at_ = std::min(give_up_at_, deadline);
    is_closing_ = true;
    wake_all();
    tick_now();
  });
}

void ConnectingOutput::join() {
  if (thread_.joinable()) thread_.join();
}

// The clock of all timeouts, and of the end.
net::Task<void> ConnectingOutput::tick() {
  while (!is_over()) {
    tick_.expires_after(is_at_rest() ? kRareTick : kTick);
    co_await tick_.async_wait(net::kAwait);
    const auto now = Clock::now();
    on_tick(now);
    if (is_closing_ && is_past_deadline(now)) abandon();
  }
}

}  // namespace gor
