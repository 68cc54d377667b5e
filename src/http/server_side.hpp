// SPDX-License-Identifier: Apache-2.0
// The server's side of an HTTP/1.x connection: bytes into requests, and the responses to them (RFC 9112).
#pragma once

#include <array>
#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "gor/payload.hpp"

#include "http/framer.hpp"

namespace gor::http {

/// "Date: ..." (RFC 9110 section 6.6.1) with its line end; updated once a second.
class DateLine {
 public:
  std::string_view at(std::time_t now);

 private:
  std::time_t made_at_ = -1;
  std::array<char, 48> line_;
  std::size_t size_ = 0;
};

/// It handles bytes only and knows no socket.
class ServerSide {
 public:
  static constexpr std::size_t kMaxHead = std::size_t{128} * 1024;
  /// Statuses after which it ends the connection.
  enum class Refusal {
    none = 0,
    malformed = 400,
    timeout = 408,
    too_large = 413,
    head_too_large = 431,
    tunnel = 501,  // CONNECT
    overload = 503,
  };

  /// A limit that makes it read bodies of any size and discard them.
  static constexpr std::size_t kNoBody = 0;

  /// `limit_bytes`: the largest accepted body. `date` must outlive this object.
  ServerSide(std::size_t limit_bytes, DateLine& date) : limit_bytes_(limit_bytes), date_(date) { begin(); }

  /// Consumes `piece` up to the end of a request, and returns that request as received, but without an Expect header.
  /// It is then to be answered by respond(), before the next call. Appends interim responses and refusals to
  /// `answers`. Call it until `piece` is empty. Once is_over(), all input is discarded.
  std::optional<Payload> feed(std::string_view& piece, std::string& answers);
  /// Appends the head of the response to the request that feed() has returned. `length`: of the body, which follows
  /// unless is_head_request(); without it the body ends with the connection. `fields`: further ones, with line ends.
  void respond(std::string_view status, std::string_view type, std::optional<std::uint64_t> length,
               std::string& answers, std::string_view fields = {});
  /// Appends the response for the refusal, and ends.
  void refuse(Refusal refusal, std::string& answers);
  /// The connection ends after the next response.
  void end_soon() noexcept { is_last_ = true; }

  bool is_over() const noexcept { return is_over_; }
  Refusal refusal() const noexcept { return refusal_; }
  /// About the request that feed() has returned.
  bool is_head_request() const noexcept { return is_head_request_; }
  std::uint64_t body_bytes() const noexcept { return body_bytes_; }
  /// A request has begun and is not complete.
  bool is_within_request() const noexcept { return !message_.empty(); }
  bool is_within_head() const noexcept { return is_within_request() && !framer_.has_head(); }
  /// Bytes of memory it holds.
  std::size_t bytes() const noexcept { return message_.capacity(); }

 private:
  void begin() { framer_ = Framer(Side::request, kMaxHead, kMaxHead); }
  void note_head(bool is_body_here, std::string& answers);
  bool discards_bodies() const noexcept { return limit_bytes_ == kNoBody; }
  Payload finish();

  const std::size_t limit_bytes_;
  DateLine& date_;
  Framer framer_{Side::request, 0};
  PayloadBuilder message_;
  bool is_head_request_ = false;
  bool keeps_alive_ = false;
  std::uint64_t body_bytes_ = 0;
  bool is_http_1_0_ = false;
  Refusal refusal_ = Refusal::none;
  bool is_last_ = false;
  bool is_over_ = false;
};

}  // namespace gor::http
