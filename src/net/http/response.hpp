// SPDX-License-Identifier: Apache-2.0
// The final response of an exchange, cut from a server's bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "gor/payload.hpp"

#include "http/chunks.hpp"
#include "http/framer.hpp"
#include "http/head.hpp"

namespace gor::net {

struct HttpResponse {
  using Clock = std::chrono::steady_clock;

  int status = 0;
  Clock::time_point sent;        ///< when writing the request began
  Clock::time_point first_byte;  ///< of this response, or of an interim one before it
  PayloadBuilder bytes;          ///< the head and the kept part of the body
  /// If it is set, it receives the body as it comes, without chunk framing, and `bytes` keeps the head only.
  std::function<void(std::string_view)> on_body;
};

/// Frames one final response into `response`, overwriting its status and bytes. Skips interim responses.
class ResponseReader {
 public:
  /// Bounds the memory of a few hundred connections whose server sends heads that never end.
  static constexpr std::size_t kMaxHead = std::size_t{128} * 1024;

  /// `keep_body`: bytes of the body to keep. `is_head`: the request was HEAD.
  ResponseReader(HttpResponse& response, std::size_t keep_body, bool is_head)
      : response_(response), keep_body_(keep_body), is_head_(is_head) {
    response_.bytes.truncate(0);
  }

  /// Returns need_more, complete or invalid; consumes from the front of `bytes`.
  http::Framer::Step feed(std::string_view& bytes) {
    while (true) {
      const auto step = framer_.feed(bytes, response_.bytes);
      if (step == http::Framer::Step::head) {
        response_.status = framer_.status();
        if (is_head_) framer_.set_no_body();
        framer_.limit_body(keep_body_);
        is_chunked_ = response_.on_body && http::find_field(response_.bytes.view(), "transfer-encoding");
        continue;
      }
      if (response_.on_body && framer_.has_head()) hand_on_body();
      const bool is_interim = step == http::Framer::Step::complete && response_.status < 200 && response_.status != 101;
      if (!is_interim) return step;
      response_.bytes.truncate(0);
      framer_ = make_framer();
    }
  }

  /// Whether the end of the stream completes the response.
  bool ends_with_stream() const noexcept { return framer_.ends_with_stream(); }
  /// Once it is complete: whether the connection can carry another exchange.
  bool keeps_alive() const noexcept { return framer_.keeps_alive() && response_.status != 101; }

 private:
  /// An incomplete chunk stays in the builder.
  void hand_on_body() {
    std::string_view body = response_.bytes.view().substr(framer_.head_bytes());
    if (is_chunked_) {
      http::Chunks chunks(body);
      while (const auto data = chunks.next()) response_.on_body(*data);
      body = chunks.rest();
    } else {
      response_.on_body(body);
      body = {};
    }
    const std::string incomplete(body);
    response_.bytes.truncate(framer_.head_bytes());
    response_.bytes.append(incomplete);
  }

  static http::Framer make_framer() { return http::Framer(http::Side::response, kMaxHead, kMaxHead); }

  HttpResponse& response_;
  const std::size_t keep_body_;
  const bool is_head_;
  bool is_chunked_ = false;
  http::Framer framer_ = make_framer();
};

}  // namespace gor::net
