// SPDX-License-Identifier: Apache-2.0
#include "net/http/server.hpp"

#include <algorithm>
#include <list>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "http/head.hpp"
#include "http/server_side.hpp"
#include "net/listener.hpp"

namespace gor::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kReadSize = std::size_t{16} * 1024;
constexpr std::size_t kWriteSize = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds kTick{100};

}  // namespace

Task<bool> HttpResponder::send(std::string_view status, std::string_view type, std::string_view body,
                               std::string_view fields) {
  std::string response;
  side_.respond(status, type, body.size(), response, fields);
  if (!is_head()) response += body;
  const bool is_sent = co_await write(response);
  co_return is_sent;
}

Task<bool> HttpResponder::begin(std::string_view status, std::string_view type, std::optional<std::uint64_t> length,
                                std::string_view fields) {
  std::string head;
  side_.respond(status, type, length, head, fields);
  const bool is_sent = co_await write(head);
  co_return is_sent;
}

Task<bool> HttpResponder::write(std::string_view bytes) {
  // In parts, so that a slow reader counts as active.
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kWriteSize);
    const bool is_written = co_await connection_.write(asio::buffer(part));
    if (!is_written) co_return false;
    last_moved_ = std::chrono::steady_clock::now();
    bytes.remove_prefix(part.size());
  }
  co_return true;
}

Task<bool> HttpResponder::pause(std::chrono::nanoseconds time) {
  Timer timer(co_await asio::this_coro::executor);
  timer.expires_after(time);
  co_await timer.async_wait(kAwait);
  co_return connection_.is_open();
}

bool HttpResponder::is_head() const noexcept {
  return side_.is_head_request();
}

struct HttpServer::State {
  using Clock = std::chrono::steady_clock;
  struct Client {
    explicit Client(ServerSocket socket) : connection(std::move(socket)) {}
    ServerConnection connection;
    Clock::time_point last_moved = Clock::now();
  };
  using Clients = std::list<Client>;

  State(std::string_view name, std::string_view address, Handler handles, const HttpServerOptions& limits)
      : handler(std::move(handles)), options(limits), listener(io, name, address), tick(io) {
    listener.start([this](ServerSocket socket) { admit(std::move(socket)); });
    if (options.most_silence.count() > 0) asio::co_spawn(io, close_silent_ones(), asio::detached);
    thread = std::thread([this] { io.run(); });
  }
  ~State() {
    io.stop();
    thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void admit(ServerSocket socket) {
    if (clients.size() >= options.most_connections) {
      const auto is_earlier = [](const Client& a, const Client& b) {
        return std::pair(!a.connection.is_open(), a.last_moved) < std::pair(!b.connection.is_open(), b.last_moved);
      };
      // Those that are closed already are about to leave.
      std::min_element(clients.begin(), clients.end(), is_earlier)->connection.close();
    }
    asio::co_spawn(io, serve(clients.emplace(clients.end(), std::move(socket))), asio::detached);
  }

  Task<void> close_silent_ones() {
    while (true) {
      tick.expires_after(kTick);
      co_await tick.async_wait(kAwait);
      const auto since = Clock::now() - options.most_silence;
      for (Client& client : clients) {
        if (client.last_moved < since) client.connection.close();
      }
    }
  }

  Task<void> serve(Clients::iterator client) {
    http::ServerSide side(http::ServerSide::kNoBody, date);
    std::vector<char> buffer(kReadSize);
    bool is_open = true;
    while (is_open && !side.is_over()) {
      const Io got = co_await client->connection.read_some(asio::buffer(buffer));
      client->last_moved = Clock::now();
      std::string_view unread(buffer.data(), got.bytes);
      is_open = !got.error;
      while (is_open && !unread.empty()) is_open = co_await answer(*client, side, unread);
    }
    client->connection.end_direction();
    clients.erase(client);
  }

  /// Feeds bytes up to the end of a request, and answers that.
  Task<bool> answer(Client& client, http::ServerSide& side, std::string_view& unread) {
    std::string answers;
    const auto bytes = side.feed(unread, answers);
    if (!answers.empty()) {
      const bool is_sent = co_await client.connection.write(asio::buffer(answers));
      if (!is_sent) co_return false;
    }
    if (!bytes) co_return true;
    const auto line = http::parse_request_line(http::first_line(bytes->view()));
    const HttpRequest request{bytes->view(), line->method, line->target, side.body_bytes()};
    HttpResponder responder(client.connection, side, client.last_moved);
    const bool is_answered = co_await handler(request, responder);
    co_return is_answered;
  }

  const Handler handler;
  const HttpServerOptions options;
  http::DateLine date;
  asio::io_context io{1};
  Clients clients;
  Listener listener;
  Timer tick;
  std::thread thread;
};

HttpServer::HttpServer(std::string_view name, std::string_view address, Handler handler,
                       const HttpServerOptions& options)
    : state_(std::make_unique<State>(name, address, std::move(handler), options)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept {
  return state_->listener.port();
}

}  // namespace gor::net
