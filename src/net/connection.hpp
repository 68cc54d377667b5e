// SPDX-License-Identifier: Apache-2.0
// One connection to a server: plain or with TLS, known to the capture as our own, with a deadline for what is under
// way.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/any_stream.hpp"
#include "net/own_connections.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace gor::net {

template <class Result>
using Task = boost::asio::awaitable<Result, Executor>;
/// What an operation is given for it to be awaited: it gives its error code, and throws none.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});

using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// Of an operation.
struct Io {
  boost::system::error_code error;
  std::size_t bytes = 0;  ///< that were moved all the same
};

/// Two pieces that are written one behind the other.
using Pieces = std::array<boost::asio::const_buffer, 2>;

/// Everything on the io thread.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Opening { done, refused, timeout, no_ports, descriptors, tls };
  using Io = net::Io;

  /// `tls` is null for plain TCP. `own` may be null. They and `io` outlive the connection.
  Connection(boost::asio::io_context& io, Url origin, boost::asio::ssl::context* tls, Verify verify,
             OwnConnections* own);
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const Url& origin() const noexcept { return origin_; }
  bool is_open() const noexcept { return open_; }
  /// Whether the deadline has ended what was under way.
  bool has_expired() const noexcept { return expired_; }

  /// After Opening::tls.
  const std::string& tls_failure() const noexcept { return tls_failure_; }

  /// Connects to the first of the addresses that answers, and shakes hands.
  Task<Opening> open(std::vector<IpAddress> addresses);
  /// Writes what fits without waiting. Most requests do: that needs no turn of the event loop. With TLS nothing.
  Io write_at_once(const Pieces& pieces);
  /// Writes the rest in the background; the bytes stay valid until end_of_writing() has come back, which must be
  /// called.
  void start_writing(const Pieces& pieces);
  bool is_writing() const noexcept { return writing_; }
  /// Waits for it; whether all was written.
  Task<bool> end_of_writing();
  /// Writes all of it; how many bytes were written, which are all unless the connection has failed.
  Task<std::size_t> write_all(boost::asio::const_buffer bytes);
  /// Bytes written that the other side's system has not acknowledged; what was so when the connection was cut off.
  std::size_t unacknowledged() const noexcept;
  /// From now on check() cuts off a peer that has not acknowledged what was written for that long, or does not even
  /// answer whether it is there. One that has no room for more, and says so, is not silent.
  void give_up_silence_after(std::chrono::seconds time) noexcept;
  /// It was cut off for that, or the other side has reset it.
  bool is_broken() const noexcept;
  /// Bytes have come that nobody has asked for, or the server has closed.
  bool has_unread() noexcept;
  Task<Io> read_some(boost::asio::mutable_buffer buffer);
  /// For protocols that others implement. While it is open.
  AnyStream stream() noexcept { return {socket_, tls_ ? &*tls_ : nullptr}; }

  /// What is under way ends with an error when check() is called later than that.
  void set_deadline(Clock::time_point deadline) noexcept { deadline_ = deadline; }
  void check(Clock::time_point now);
  /// What is under way ends with an error soon; close() once it has.
  void interrupt() noexcept;
  void close() noexcept;

 private:
  int descriptor() const noexcept;
  void look_for_silence(Clock::time_point now) noexcept;
  Opening opening_after(const boost::system::error_code& error) const noexcept;
  Task<bool> shake_hands();

  const Url origin_;
  boost::asio::ssl::context* const tls_context_;
  const Verify verify_;
  OwnConnections* const own_;
  Socket socket_;
  std::optional<TlsStream> tls_;
  std::optional<std::pair<Endpoint, Endpoint>> registered_;  // local, remote
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::duration silence_{0};  // that is too long; 0: none is
  Clock::time_point heard_at_;
  Clock::time_point next_look_;
  bool is_silent_ = false;
  std::size_t unacknowledged_ = 0;  // when it was cut off
  Timer writing_ends_;
  std::string tls_failure_;
  bool open_ = false;
  bool expired_ = false;
  bool writing_ = false;
  bool is_written_ = false;
  std::size_t written_ = 0;  // by the last writing in the background
};

}  // namespace gor::net
