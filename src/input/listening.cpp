// SPDX-License-Identifier: Apache-2.0
#include "input/listening.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "net/tls.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kQueueItems = 10'000;

}  // namespace

ListeningInput::ListeningInput(std::string_view flag, const std::string& address, const net::TlsFiles* files,
                               std::shared_ptr<MemoryBudget> memory, StationMetrics& station)
    : station_(station),
      name_(station.text()),
      queue_(kQueueItems, std::move(memory), station),
      listener_(io_, flag, address),
      tick_(io_) {
  if (files != nullptr) tls_.emplace(net::make_server_context(*files));
}

void ListeningInput::start(Clock::duration every) {
  const auto taken = [this](net::ServerSocket socket) {
    connections_.add();
    take(std::move(socket));
  };
  listener_.start(taken, [this] { make_room(); });
  asio::co_spawn(io_, tick(every), asio::detached);
  thread_ = std::thread([this] {
    io_.run();
    queue_.close();
  });
  log::info("{}: listening on port {}{}", name_, listener_.port(), tls_ ? " (TLS)" : "");
}

void ListeningInput::stop() {
  asio::post(io_, [this] {
    if (std::exchange(is_stopping_, true)) return;
    listener_.stop();
    begin_to_stop();
    tick_now();
  });
}

void ListeningInput::abandon() {
  asio::post(io_, [this] {
    const std::size_t count = close_all();
    if (count == 0) return;
    cut_off_.add(count);
    log::warning("{}: closing {} connections that did not end", name_, count);
    tick_now();
  });
}

void ListeningInput::finish() {
  stop();
  thread_.join();
}

net::Task<bool> ListeningInput::shake_hands(net::ServerConnection& connection) {
  const bool is_done = co_await connection.shake_hands(tls());
  if (is_done) co_return true;
  handshakes_.add();
  warnings_.warn("a TLS handshake failed: " + connection.failure());
  co_return false;
}

net::Task<void> ListeningInput::pause() {
  net::Timer timer(io_, std::chrono::milliseconds(5));
  co_await timer.async_wait(net::kAwait);
}

net::Task<void> ListeningInput::tick(Clock::duration every) {
  while (!is_over()) {
    tick_.expires_after(every);
    co_await tick_.async_wait(net::kAwait);
    on_tick(Clock::now());
  }
}

}  // namespace gor
