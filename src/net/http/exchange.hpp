// SPDX-License-Identifier: Apache-2.0
// Sequential requests and responses on one connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "net/connection.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/outcome.hpp"

namespace gor::net {

/// `Stream` is a Connection, or in tests a stream that fails on demand. Used on the io thread only.
template <class Stream>
class HttpExchange {
  using Clock = HttpResponse::Clock;

 public:
  explicit HttpExchange(Stream& stream) : stream_(stream) {}

  /// Call it when the stream was opened again.
  void restart() noexcept {
    used_ = false;
    unread_ = {};
  }

  /// Whether bytes, or the end of the stream, may have come since the last response, so that it is worth asking: the
  /// stream has been silent for a while, or another one to this server failed after it had been used.
  bool may_have_unread() const { return used_ && (has_surprised_ || Clock::now() - heard_at_ > kRest); }

  /// Sends the request and reads its final response, with at most `keep_body` bytes of the body; overwrites `response`.
  /// Closes the stream unless it can carry another exchange. Needs an open stream.
  Task<Outcome> run(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response) {
    const bool was_used = std::exchange(used_, true);
    response.sent = Clock::now();
    const auto io = stream_.write_at_once(pieces_of(request, 0));
    // A long request is written while the response is read: servers may refuse a body before they have read it.
    const bool is_long = !io.error && io.bytes < request.size();
    if (is_long) stream_.start_writing(pieces_of(request, io.bytes));
    ResponseReader reader(response, keep_body, request.is_head());
    bool any_byte = !unread_.empty();
    std::optional<Outcome> outcome;  // empty while the response is incomplete
    while (!outcome) {
      const auto step = reader.feed(unread_);
      if (step == http::Framer::Step::complete) break;
      if (step == http::Framer::Step::invalid) {
        outcome = Outcome::bad_response;
      } else if (stream_.has_expired()) {
        outcome = Outcome::timeout;
      } else {
        const auto [error, bytes] = co_await stream_.read_plainly(boost::asio::buffer(buffer_.get(), kBufferSize));
        unread_ = {buffer_.get(), bytes};
        if (bytes > 0) heard_at_ = Clock::now();
        if (bytes > 0 && !any_byte) response.first_byte = heard_at_;
        any_byte = any_byte || bytes > 0;
        if (error) outcome = after(error, reader, !any_byte && was_used);
      }
    }
    bool is_written = !io.error;
    if (is_long) {
      if (stream_.is_writing()) stream_.close();
      is_written = co_await stream_.end_of_writing();
    }
    const bool can_go_on = is_written && reader.keeps_alive() && unread_.empty();
    if (outcome || !can_go_on) stream_.close();
    has_surprised_ = has_surprised_ || (outcome && was_used);
    co_return outcome.value_or(Outcome::answered);
  }

 private:
  // Asking for unread bytes is a system call, as expensive as the one that reads the response. Between two requests of
  // a busy connection there is hardly time for any to come.
  static constexpr std::chrono::microseconds kRest{50};
  static constexpr std::size_t kBufferSize = std::size_t{64} * 1024;

  /// Head and body, without the first `written` bytes.
  static Pieces pieces_of(const PreparedRequest& request, std::size_t written) {
    const std::size_t of_head = std::min(written, request.head.size());
    return {boost::asio::buffer(request.head) + of_head, boost::asio::buffer(request.body) + (written - of_head)};
  }

  Outcome after(const boost::system::error_code& error, const ResponseReader& reader, bool was_closed_early) const {
    if (stream_.has_expired()) return Outcome::timeout;
    // Many TLS servers close without close_notify; the framing shows whether the response is complete.
    const bool is_end = error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated;
    if (is_end && reader.ends_with_stream()) return Outcome::answered;
    return was_closed_early ? Outcome::closed_early : Outcome::reset;
  }

  Stream& stream_;
  const std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kBufferSize);
  std::string_view unread_;  // of buffer_
  bool used_ = false;
  bool has_surprised_ = false;    // a used stream has failed
  Clock::time_point heard_at_{};  // when bytes were read last
};

}  // namespace gor::net
