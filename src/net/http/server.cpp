// SPDX-License-Identifier: Apache-2.0
#include "net/http/server.hpp"

#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "http/head.hpp"
#include "http/server_side.hpp"
#include "net/listener.hpp"

namespace gor::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kReadSize = std::size_t{64} * 1024;

}  // namespace

Task<bool> HttpResponder::send(std::string_view status, std::string_view type, std::string_view body) {
  std::string response;
  side_.respond(status, type, body.size(), response);
  if (!is_head()) response += body;
  const bool is_sent = co_await write(response);
  co_return is_sent;
}

Task<bool> HttpResponder::begin(std::string_view status, std::string_view type, std::uint64_t length) {
  std::string head;
  side_.respond(status, type, length, head);
  const bool is_sent = co_await write(head);
  co_return is_sent;
}

Task<bool> HttpResponder::write(std::string_view bytes) {
  return connection_.write(asio::buffer(bytes));
}

bool HttpResponder::is_head() const noexcept {
  return side_.is_head_request();
}

struct HttpServer::State {
  State(std::string_view name, std::string_view address, Handler handles)
      : handler(std::move(handles)), listener(io, name, address) {
    listener.start([this](ServerSocket socket) { asio::co_spawn(io, serve(std::move(socket)), asio::detached); });
    thread = std::thread([this] { io.run(); });
  }
  ~State() {
    io.stop();
    thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Task<void> serve(ServerSocket socket) {
    ServerConnection connection(std::move(socket));
    http::ServerSide side(http::ServerSide::kNoBody, date);
    std::vector<char> buffer(kReadSize);
    bool is_open = true;
    while (is_open && !side.is_over()) {
      const Io got = co_await connection.read_some(asio::buffer(buffer));
      std::string_view unread(buffer.data(), got.bytes);
      is_open = !got.error;
      while (is_open && !unread.empty()) is_open = co_await answer(connection, side, unread);
    }
    connection.end_direction();
  }

  /// Feeds bytes up to the end of a request, and answers that.
  Task<bool> answer(ServerConnection& connection, http::ServerSide& side, std::string_view& unread) {
    std::string answers;
    const auto bytes = side.feed(unread, answers);
    if (!answers.empty()) {
      const bool is_sent = co_await connection.write(asio::buffer(answers));
      if (!is_sent) co_return false;
    }
    if (!bytes) co_return true;
    const auto line = http::parse_request_line(http::first_line(bytes->view()));
    const HttpRequest request{line->method, line->target, side.body_bytes()};
    HttpResponder responder(connection, side);
    const bool is_answered = co_await handler(request, responder);
    co_return is_answered;
  }

  const Handler handler;
  http::DateLine date;
  asio::io_context io{1};
  Listener listener;
  std::thread thread;
};

HttpServer::HttpServer(std::string_view name, std::string_view address, Handler handler)
    : state_(std::make_unique<State>(name, address, std::move(handler))) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept {
  return state_->listener.port();
}

}  // namespace gor::net
