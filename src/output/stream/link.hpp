// SPDX-License-Identifier: Apache-2.0
// A connection that records go over, and how they stand on it.
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

/// Records one behind the other over TCP or TLS. Everything on the io thread.
class RecordLink {
 public:
  struct Written {
    std::size_t messages = 0;  ///< whole ones
    std::size_t bytes = 0;
  };

  /// `arguments` of the net::Connection.
  template <class... Arguments>
  explicit RecordLink(Arguments&&... arguments) : connection_(std::forward<Arguments>(arguments)...) {}
  virtual ~RecordLink() = default;

  net::Connection& connection() noexcept { return connection_; }

  /// Empty, or why not, in words; then the connection is closed.
  virtual net::Task<std::string> open(std::vector<net::IpAddress> addresses);
  /// Records with their separators; where each ends. Fewer were written where the connection has failed.
  virtual net::Task<Written> write(std::string_view records, const std::vector<std::size_t>& ends);
  /// What the other side says.
  virtual net::Task<net::Io> read_some(boost::asio::mutable_buffer buffer) { return connection_.read_some(buffer); }
  /// Says that no more comes, where there is a way to.
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
