// SPDX-License-Identifier: Apache-2.0
// WebSocket (RFC 6455) on a connection, either side of it.
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

/// Everything on the io thread. One may read and one may write at a time. Pings are answered while somebody reads.
class WebSocket {
 public:
  /// What `stream` refers to outlives it.
  explicit WebSocket(AnyStream stream);
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  /// As the client, over a connection that is open: asks for the URL, with its user info as Basic authorization (RFC
  /// 7617). Empty, or why it cannot be used.
  Task<std::string> open(const Url& url);
  /// As the server; answers anything that is not WebSocket with an error of HTTP, and so a browser's request for a page
  /// whose Origin is not one of `origins`. Empty, or why not.
  Task<std::string> accept(const std::vector<std::string>& origins);

  /// A message of that kind, in one frame. Whether it was written whole.
  enum class Kind { binary, text };
  Task<bool> write(Kind kind, boost::asio::const_buffer bytes);
  /// Bytes that a frame of a client adds.
  static std::size_t overhead(std::size_t message_bytes) noexcept;

  /// A message, of either kind.
  struct Read {
    boost::system::error_code error;  ///< the connection has ended
    std::string bytes;
    bool is_cut_off = false;  ///< it had more than `most_bytes`, which are kept
  };
  /// `may_hold` is asked with each piece that comes, and given what the message has by then; false ends it with an
  /// error.
  Task<Read> read(
      std::size_t most_bytes, const std::function<bool(std::size_t)>& may_hold = [](std::size_t) { return true; });

  /// Says that it goes away, and waits for the other side to say so too.
  Task<void> close();

 private:
  struct Implementation;
  const std::unique_ptr<Implementation> implementation_;
};

}  // namespace gor::net
