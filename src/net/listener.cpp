// SPDX-License-Identifier: Apache-2.0
#include "net/listener.hpp"

#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "net/address.hpp"
#include "net/keep_alive.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int kBacklog = 4096;

asio::ip::tcp::endpoint endpoint_of(asio::io_context& io, std::string_view name, const Address& address) {
  // One socket serves both families unless the host selects one.
  if (address.host.empty()) return {asio::ip::tcp::v6(), address.port};
  error_code error;
  asio::ip::tcp::resolver resolver(io);
  const auto found = resolver.resolve(address.host, std::to_string(address.port), error);
  if (error || found.empty())
    throw StartError(fmt::format("{}: no address for {}: {}", name, address.host, error.message()));
  return found.begin()->endpoint();
}

}  // namespace

Listener::Listener(asio::io_context& io, std::string_view name, std::string_view address)
    : io_(io), acceptor_(io.get_executor()), pause_(io.get_executor()) {
  auto endpoint = endpoint_of(io, name, parse_address(name, address));
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (error == asio::error::address_family_not_supported) {  // a system without IPv6
    endpoint = {asio::ip::tcp::v4(), endpoint.port()};
    acceptor_.open(endpoint.protocol(), error);
  }
  error_code ignored;
  acceptor_.set_option(asio::socket_base::reuse_address(true), ignored);
  if (endpoint.address().is_v6())
    acceptor_.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), ignored);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error) throw StartError(fmt::format("{}: cannot listen on {}: {}", name, address, error.message()));
}

std::uint16_t Listener::port() const {
  error_code ignored;
  return acceptor_.local_endpoint(ignored).port();
}

void Listener::start(std::function<void(ServerSocket)> take, std::function<void()> make_room) {
  take_ = std::move(take);
  make_room_ = std::move(make_room);
  asio::co_spawn(io_, accept(), asio::detached);
}

void Listener::stop() {
  error_code error;
  acceptor_.non_blocking(true, error);
  while (!error && take_) {
    ServerSocket socket(io_.get_executor());
    acceptor_.accept(socket, error);
    if (!error) hand_over(std::move(socket));
  }
  acceptor_.close(error);
  pause_.cancel();
}

Task<void> Listener::accept() {
  while (acceptor_.is_open()) {
    ServerSocket socket(io_.get_executor());
    const auto [error] = co_await acceptor_.async_accept(socket, kAwait);
    if (error) {
      if (error == asio::error::no_descriptors) make_room_();
      pause_.expires_after(std::chrono::milliseconds(50));
      co_await pause_.async_wait(kAwait);
      continue;
    }
    hand_over(std::move(socket));
  }
}

void Listener::hand_over(ServerSocket socket) {
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  keep_alive(socket.native_handle(), std::chrono::seconds(60), std::chrono::seconds(15), 4);
  take_(std::move(socket));
}

}  // namespace gor::net
