// SPDX-License-Identifier: Apache-2.0
// One connection to a server: plain or TLS, with a deadline for the operation in flight, and registered as gor's own so
// that captures ignore it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
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
/// The completion token of awaited operations: they return their error code and do not throw it.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});

using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// The result of an operation.
struct Io {
  boost::system::error_code error;
  std::size_t bytes = 0;  ///< bytes transferred, also before an error
};

/// Two buffers, written one after the other.
using Pieces = std::array<boost::asio::const_buffer, 2>;

/// Used on the io thread only.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Opening { done, refused, timeout, no_ports, descriptors, tls };
  using Io = net::Io;

  /// `tls` is null for plain TCP. `own` may be null. Both and `io` must outlive the connection.
  Connection(boost::asio::io_context& io, Url origin, boost::asio::ssl::context* tls, Verify verify,
             OwnConnections* own);
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const Url& origin() const noexcept { return origin_; }
  bool is_open() const noexcept { return open_; }
  /// Whether the deadline has ended the operation in flight.
  bool has_expired() const noexcept { return expired_; }

  /// Why the handshake failed. After Opening::tls.
  const std::string& tls_failure() const noexcept { return tls_failure_; }

  /// Connects to the first address that answers, and completes the TLS handshake.
  Task<Opening> open(std::vector<IpAddress> addresses);
  /// Writes what fits without waiting; most requests fit, and need no turn of the event loop. Writes nothing with TLS.
  Io write_at_once(const Pieces& pieces);
  /// Writes the rest in the background. The bytes must stay valid until end_of_writing() has returned, which must be
  /// called.
  void start_writing(const Pieces& pieces);
  bool is_writing() const noexcept { return writing_; }
  /// Waits for the background write; true if everything was written.
  Task<bool> end_of_writing();
  /// Writes all bytes. Returns how many were written: fewer only if the connection has failed.
  Task<std::size_t> write_all(boost::asio::const_buffer bytes);
  /// Bytes written that the peer's system has not acknowledged; after an abort, the value at that time.
  std::size_t unacknowledged() const noexcept;
  /// From now on check() aborts the connection if for `time` the peer has neither acknowledged what was written nor
  /// answered keep-alive probes. A peer that announces a closed window is not silent.
  void give_up_silence_after(std::chrono::seconds time) noexcept;
  /// Whether it was aborted for that reason, or the peer has reset it.
  bool is_broken() const noexcept;
  /// Whether unrequested bytes have arrived, or the server has closed.
  bool has_unread() noexcept;
  Task<Io> read_some(boost::asio::mutable_buffer buffer);
  /// The same without a coroutine of its own, for reads that happen for each message.
  Task<std::tuple<boost::system::error_code, std::size_t>> read_plainly(boost::asio::mutable_buffer buffer) {
    return tls_ ? tls_->async_read_some(buffer, kAwait) : socket_.async_read_some(buffer, kAwait);
  }
  /// The stream, for protocol libraries. Only while the connection is open.
  AnyStream stream() noexcept { return {socket_, tls_ ? &*tls_ : nullptr}; }

  /// The operation in flight fails once check() is called after this time.
  void set_deadline(Clock::time_point deadline) noexcept { deadline_ = deadline; }
  void check(Clock::time_point now);
  /// Makes the operation in flight fail soon; call close() after it has.
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
  Clock::duration silence_{0};  // how long is too long; 0: no limit
  Clock::time_point heard_at_;
  Clock::time_point next_look_;
  bool is_silent_ = false;
  std::size_t unacknowledged_ = 0;  // at the time of the abort
  Timer writing_ends_;
  std::string tls_failure_;
  bool open_ = false;
  bool expired_ = false;
  bool writing_ = false;
  bool is_written_ = false;
  std::size_t written_ = 0;  // by the last background write
};

}  // namespace gor::net
