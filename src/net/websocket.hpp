// SPDX-License-Identifier: Apache-2.0
// A WebSocket (RFC 6455) over a connection, client or server.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>

#include "net/any_stream.hpp"
#include "net/connection.hpp"
#include "net/url.hpp"

namespace gor::net {

/// Used on the io thread only. One read and one write may be in flight at a time. Pings are answered only during a
/// read.
class WebSocket {
 public:
  /// The objects that `stream` refers to must outlive the WebSocket.
  explicit WebSocket(AnyStream stream);
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  /// Client handshake over an open connection, for the URL, with its user info as Basic authorization (RFC 7617).
  /// Returns why it failed, or "".
  Task<std::string> open(const Url& url);
  /// Server handshake. Answers anything else with an HTTP error, including a browser's request for a page whose Origin
  /// is not one of `origins`. Returns why it failed, or "".
  Task<std::string> accept(const std::vector<std::string>& origins);

  /// Writes a message of that kind in one frame; true if it was written completely.
  enum class Kind { binary, text };
  Task<bool> write(Kind kind, boost::asio::const_buffer bytes);
  /// Bytes that a client's frame adds.
  static std::size_t overhead(std::size_t message_bytes) noexcept;

  /// A received message of either kind.
  struct Read {
    boost::system::error_code error;  ///< set: the connection has ended
    std::string bytes;
    bool is_cut_off = false;  ///< the message was larger than `most_bytes`, which are kept
  };
  /// Calls `may_hold` with the size so far as each piece arrives; false ends the read with an error.
  Task<Read> read(
      std::size_t most_bytes, const std::function<bool(std::size_t)>& may_hold = [](std::size_t) { return true; });

  /// Sends a close frame and waits for the peer's.
  Task<void> close();

 private:
  struct Implementation;
  const std::unique_ptr<Implementation> implementation_;
};

}  // namespace gor::net
