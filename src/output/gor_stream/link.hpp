// SPDX-License-Identifier: Apache-2.0
// A connection that carries records, and their form on it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/websocket.hpp"

namespace gor {

/// Records in sequence over TCP or TLS. Used on the io thread only.
class RecordLink {
 public:
  struct Written {
    std::size_t messages = 0;  ///< complete messages
    std::size_t bytes = 0;
  };

  /// `arguments` of the net::Connection.
  template <class... Arguments>
  explicit RecordLink(Arguments&&... arguments) : connection_(std::forward<Arguments>(arguments)...) {}
  virtual ~RecordLink() = default;

  net::Connection& connection() noexcept { return connection_; }

  /// Returns why it failed, or "". If it failed, the connection is closed.
  virtual net::Task<std::string> open(std::vector<net::IpAddress> addresses);
  /// Writes records with their separators; `ends` are their ends. Writes fewer if the connection fails.
  virtual net::Task<Written> write(std::string_view records, const std::vector<std::size_t>& ends);
  /// Reads bytes from the receiver.
  virtual net::Task<net::Io> read_some(boost::asio::mutable_buffer buffer) { return connection_.read_some(buffer); }
  /// Announces the end, if the protocol has a way to.
  virtual net::Task<void> end() { co_return; }

 private:
  net::Connection connection_;
};

/// Each record is a binary message, without its separator.
class WebSocketLink final : public RecordLink {
 public:
  using RecordLink::RecordLink;

  net::Task<std::string> open(std::vector<net::IpAddress> addresses) override;
  net::Task<Written> write(std::string_view records, const std::vector<std::size_t>& ends) override;
  net::Task<net::Io> read_some(boost::asio::mutable_buffer buffer) override;
  net::Task<void> end() override;

 private:
  std::optional<net::WebSocket> socket_;
};

}  // namespace gor
