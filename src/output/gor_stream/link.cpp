// SPDX-License-Identifier: Apache-2.0
#include "output/gor_stream/link.hpp"

#include <algorithm>
#include <cstring>

#include "record/codec.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;

std::string why_not(net::Connection::Opening opening, const net::Connection& connection) {
  using Opening = net::Connection::Opening;
  switch (opening) {
    case Opening::done:
      return "";
    case Opening::tls:
      return "TLS: " + connection.tls_failure();
    case Opening::timeout:
      return connection.origin().tls ? "it does not answer; perhaps it does not speak TLS" : "it does not answer";
    case Opening::descriptors:
      return "too many open files";
    case Opening::no_ports:
      return "no local port is free";
    case Opening::refused:
      break;
  }
  return "nobody listens there, or the name is not known";
}

}  // namespace

net::Task<std::string> RecordLink::open(std::vector<net::IpAddress> addresses) {
  auto opening = net::Connection::Opening::refused;
  if (!addresses.empty()) opening = co_await connection_.open(std::move(addresses));
  co_return why_not(opening, connection_);
}

net::Task<RecordLink::Written> RecordLink::write(std::string_view records, const std::vector<std::size_t>& ends) {
  Written written;
  written.bytes = co_await connection_.write_all(asio::buffer(records));
  // A record written in part counts as not written.
  const auto part = std::upper_bound(ends.begin(), ends.end(), written.bytes);
  written.messages = static_cast<std::size_t>(part - ends.begin());
  co_return written;
}

net::Task<std::string> WebSocketLink::open(std::vector<net::IpAddress> addresses) {
  socket_.reset();
  std::string trouble = co_await RecordLink::open(std::move(addresses));
  if (!trouble.empty()) co_return trouble;
  socket_.emplace(connection().stream());
  trouble = co_await socket_->open(connection().origin());
  if (connection().has_expired()) trouble = "it does not answer; perhaps it does not speak WebSocket";
  if (!trouble.empty()) connection().close();
  co_return trouble;
}

net::Task<RecordLink::Written> WebSocketLink::write(std::string_view records, const std::vector<std::size_t>& ends) {
  Written written;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const std::string_view message = records.substr(begin, end - begin - kRecordSeparator.size());
    const bool is_written = co_await socket_->write(net::WebSocket::Kind::binary, asio::buffer(message));
    if (!is_written) break;
    written.bytes += message.size() + net::WebSocket::overhead(message.size());
    ++written.messages;
    begin = end;
  }
  co_return written;
}

net::Task<net::Io> WebSocketLink::read_some(asio::mutable_buffer buffer) {
  const net::WebSocket::Read read = co_await socket_->read(buffer.size());
  std::memcpy(buffer.data(), read.bytes.data(), read.bytes.size());
  co_return net::Io{read.error, read.bytes.size()};
}

net::Task<void> WebSocketLink::end() {
  if (socket_) co_await socket_->close();
}

}  // namespace gor
