// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include "http/base64.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr std::size_t kWriteBuffer = std::size_t{64} * 1024;  // masked and written at once
constexpr std::size_t kReadPiece = std::size_t{16} * 1024;
constexpr std::size_t kMostHead = std::size_t{16} * 1024;
constexpr std::string_view kForbidden = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

// Called by Beast at the end of a session, found by argument-dependent lookup.
void beast_close_socket(AnyStream& stream) {
  error_code ignored;
  stream.socket().close(ignored);
}

void teardown(beast::role_type, AnyStream& stream, error_code& error) {
  stream.socket().shutdown(asio::socket_base::shutdown_send, error);
}

template <class Handler>
void async_teardown(beast::role_type role, AnyStream& stream, Handler&& handler) {
  error_code error;
  teardown(role, stream, error);
  asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error));
}

struct WebSocket::Implementation {
  explicit Implementation(AnyStream of) : stream(of) {
    stream.auto_fragment(false);  // a message is complete or missing
    stream.write_buffer_bytes(kWriteBuffer);
    stream.read_message_max(0);  // see read()
  }
  websocket::stream<AnyStream> stream;
  std::array<char, kReadPiece> piece;
};

WebSocket::WebSocket(AnyStream stream) : implementation_(std::make_unique<Implementation>(stream)) {}
WebSocket::~WebSocket() = default;

Task<std::string> WebSocket::open(const Url& url) {
  auto& stream = implementation_->stream;
  stream.set_option(websocket::stream_base::decorator([&url](websocket::request_type& request) {
    request.set(beast::http::field::user_agent, "gor");
    if (url.user_info.empty()) return;
    request.set(beast::http::field::authorization, "Basic " + http::to_base64(url.user_info));
  }));
  websocket::response_type response;
  const std::string target = url.target.empty() ? "/" : url.target;
  const auto [error] = co_await stream.async_handshake(response, url.authority, target, kAwait);
  if (!error) co_return "";
  if (error == websocket::error::upgrade_declined) {
    co_return fmt::format("the server answers {} {}", response.result_int(), std::string(response.reason()));
  }
  co_return error.message();
}

Task<std::string> WebSocket::accept(const std::vector<std::string>& origins) {
  auto& stream = implementation_->stream;
  beast::flat_buffer buffer(kMostHead);
  websocket::request_type request;
  auto [error, size] = co_await beast::http::async_read(stream.next_layer(), buffer, request, kAwait);
  if (error) co_return error.message();
  const std::string origin(request[beast::http::field::origin]);
  if (!origin.empty() && std::find(origins.begin(), origins.end(), origin) == origins.end()) {
    co_await asio::async_write(stream.next_layer(), asio::buffer(kForbidden), kAwait);
    co_return "a page of " + origin + " may not send here: --input-ws-origin";
  }
  const auto [refusal] = co_await stream.async_accept(request, kAwait);
  co_return refusal ? refusal.message() : "";
}

Task<bool> WebSocket::write(Kind kind, asio::const_buffer bytes) {
  auto& stream = implementation_->stream;
  stream.binary(kind == Kind::binary);
  const auto [error, size] = co_await stream.async_write(bytes, kAwait);
  co_return !error;
}

// RFC 6455 section 5.2: two bytes, an extended length if needed, the masking key.
std::size_t WebSocket::overhead(std::size_t message_bytes) noexcept {
  const std::size_t more = message_bytes < 126 ? 0 : message_bytes < 65'536 ? 2 : 8;
  return 2 + more + 4;
}

Task<WebSocket::Read> WebSocket::read(std::size_t most_bytes, const std::function<bool(std::size_t)>& may_hold) {
  auto& [stream, piece] = *implementation_;
  Read read;
  do {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(piece), kAwait);
    read.error = error;
    const std::size_t kept = std::min(size, most_bytes - read.bytes.size());
    read.bytes.append(piece.data(), kept);
    read.is_cut_off = read.is_cut_off || kept < size;
    if (!read.error && !may_hold(read.bytes.capacity())) read.error = asio::error::no_memory;
  } while (!read.error && !stream.is_message_done());
  co_return read;
}

Task<void> WebSocket::close() {
  co_await implementation_->stream.async_close(websocket::close_code::going_away, kAwait);
}

}  // namespace gor::net
