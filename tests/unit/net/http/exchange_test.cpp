// SPDX-License-Identifier: Apache-2.0
// Exchanges over a stream that fails after N operations, for every N: what is whole comes out whole, and nothing else.
#include "net/http/exchange.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <tuple>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "http/head.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;

/// Takes writes in small parts, and gives the bytes of the script in the pieces it has. Where it is told to, an
/// operation fails, and all that follow; behind the script the stream ends.
class FailingStream {
 public:
  struct Io {
    boost::system::error_code error;
    std::size_t bytes = 0;
  };

  explicit FailingStream(std::deque<std::string> script) : script_(std::move(script)) {}
  void fail_after(std::size_t count, bool by_timeout) {
    left_ = count;
    by_timeout_ = by_timeout;
  }

  Io write_at_once(const net::Pieces& pieces) { return take(pieces, 10); }
  void start_writing(const net::Pieces& pieces) { is_written_ = !take(pieces, SIZE_MAX).error; }
  bool is_writing() const { return is_stuck && is_open; }
  net::Task<bool> end_of_writing() { co_return is_written_ && !is_stuck; }
  using Read = std::tuple<boost::system::error_code, std::size_t>;
  net::Task<Read> read_plainly(asio::mutable_buffer buffer) {
    if (fails()) co_return Read(asio::error::connection_reset, 0U);
    if (script_.empty()) co_return Read(asio::error::eof, 0U);
    const std::size_t size = asio::buffer_copy(buffer, asio::buffer(script_.front()));
    script_.pop_front();
    co_return Read(boost::system::error_code(), size);
  }
  bool has_expired() const { return by_timeout_ && has_failed_; }
  void close() { is_open = false; }

  std::string written;
  std::size_t operations = 0;
  bool is_open = true;
  bool is_stuck = false;  ///< what does not fit at once is never taken

 private:
  bool fails() {
    ++operations;
    has_failed_ = has_failed_ || (left_ && (*left_)-- == 0);
    return has_failed_;
  }
  Io take(const net::Pieces& pieces, std::size_t most) {
    if (fails()) return {asio::error::broken_pipe, 0};
    std::string bytes(asio::buffer_size(pieces), '\0');
    asio::buffer_copy(asio::buffer(bytes), pieces);
    bytes.resize(std::min(bytes.size(), most));
    written += bytes;
    return {{}, bytes.size()};
  }

  std::deque<std::string> script_;
  std::optional<std::size_t> left_;
  bool by_timeout_ = false;
  bool has_failed_ = false;
  bool is_written_ = false;
};

struct Result {
  Outcome outcome = Outcome::answered;
  std::string response;
  int status = 0;
};

Result run(HttpExchange<FailingStream>& exchange, const std::string& payload) {
  PreparedRequest request;
  const std::string_view bytes = payload;
  const std::size_t head_size = http::find_head_end(bytes);
  request.head = bytes.substr(0, head_size);
  request.body = bytes.substr(head_size);
  request.method = bytes.substr(0, bytes.find(' '));
  HttpResponse response;
  Result result;
  asio::io_context io;
  asio::co_spawn(
      io, [&]() -> net::Task<void> { result.outcome = co_await exchange.run(request, 1000, response); },
      asio::detached);
  io.run();
  result.status = response.status;
  result.response = response.bytes.view();
  return result;
}

const std::string kPost = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

/// The same bytes in pieces of three.
std::deque<std::string> in_pieces(const std::string& bytes) {
  std::deque<std::string> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += 3) pieces.push_back(bytes.substr(at, 3));
  return pieces;
}

struct Known {
  std::string bytes, response;
  bool keeps_open;
};
const Known kKnown[] = {
    {kOk, kOk, true},
    {"HTTP/1.1 100 Continue\r\n\r\n" + kOk, kOk, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true},
    {"HTTP/1.0 200 OK\r\n\r\nuntil the end", "HTTP/1.0 200 OK\r\n\r\nuntil the end", false},
};

TEST(HttpExchangeTest, WritesTheWholeRequestAndReadsEveryKindOfResponse) {
  for (const Known& known : kKnown) {
    FailingStream stream(in_pieces(known.bytes));
    HttpExchange<FailingStream> exchange(stream);
    const Result result = run(exchange, kPost);
    EXPECT_EQ(result.outcome, Outcome::answered);
    EXPECT_EQ(result.response, known.response);
    EXPECT_EQ(stream.written, kPost);
    EXPECT_EQ(stream.is_open, known.keeps_open) << known.bytes;
  }
}

TEST(HttpExchangeTest, AnAnswerBeforeTheRequestIsWrittenCountsAndEndsTheConnection) {
  const std::string refusal = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
  FailingStream stream({refusal});
  stream.is_stuck = true;
  HttpExchange<FailingStream> exchange(stream);
  const Result result = run(exchange, kPost);
  EXPECT_EQ(result.outcome, Outcome::answered);
  EXPECT_EQ(result.response, refusal);
  EXPECT_FALSE(stream.is_open);
}

TEST(HttpExchangeTest, AFailureAtAnyOperationIsToldAndEndsTheConnection) {
  for (const Known& known : kKnown) {
    FailingStream whole(in_pieces(known.bytes));
    HttpExchange<FailingStream> untroubled(whole);
    run(untroubled, kPost);
    for (const bool by_timeout : {false, true}) {
      for (std::size_t n = 0; n < whole.operations; ++n) {
        FailingStream stream(in_pieces(known.bytes));
        stream.fail_after(n, by_timeout);
        HttpExchange<FailingStream> exchange(stream);
        const Result result = run(exchange, kPost);
        EXPECT_EQ(result.outcome, by_timeout ? Outcome::timeout : Outcome::reset) << "at operation " << n;
        EXPECT_FALSE(stream.is_open) << "at operation " << n;
      }
    }
  }
}

TEST(HttpExchangeTest, OnlyAConnectionUsedBeforeIsClosedEarlyAndOnlyBeforeAnyByte) {
  std::deque<std::string> twice = in_pieces(kOk);
  const std::size_t first_reads = twice.size();
  for (const std::string& piece : in_pieces(kOk)) twice.push_back(piece);
  constexpr std::size_t kWrites = 2;
  const std::size_t first = kWrites + first_reads;
  for (std::size_t n = 0; n < 2 * first; ++n) {
    FailingStream stream(twice);
    stream.fail_after(n, false);
    HttpExchange<FailingStream> exchange(stream);
    const Outcome first_outcome = run(exchange, kPost).outcome;
    if (n < first) {
      EXPECT_EQ(first_outcome, Outcome::reset) << n;
      continue;
    }
    EXPECT_EQ(first_outcome, Outcome::answered);
    const bool before_any_byte = n <= first + kWrites;
    EXPECT_EQ(run(exchange, kPost).outcome, before_any_byte ? Outcome::closed_early : Outcome::reset) << n;
  }
}

TEST(HttpExchangeTest, AsksABusyConnectionForUnreadBytesOnlyAfterOneHasFailed) {
  FailingStream stream({kOk, kOk});
  HttpExchange<FailingStream> exchange(stream);
  EXPECT_FALSE(exchange.may_have_unread()) << "nothing was read yet";
  run(exchange, kPost);
  run(exchange, kPost);
  EXPECT_EQ(run(exchange, kPost).outcome, Outcome::closed_early);
  exchange.restart();
  EXPECT_FALSE(exchange.may_have_unread()) << "the new one is unused";
  run(exchange, kPost);
  EXPECT_TRUE(exchange.may_have_unread()) << "the server closes without a word";
}

TEST(HttpExchangeTest, AsksASilentConnectionForUnreadBytes) {
  FailingStream stream({kOk});
  HttpExchange<FailingStream> exchange(stream);
  run(exchange, kPost);
  const auto deadline = HttpResponse::Clock::now() + std::chrono::seconds(10);
  while (!exchange.may_have_unread() && HttpResponse::Clock::now() < deadline) continue;
  EXPECT_TRUE(exchange.may_have_unread());
}

TEST(HttpExchangeTest, RefusesWhatIsNoResponse) {
  FailingStream stream({"220 ready\r\n"});
  HttpExchange<FailingStream> exchange(stream);
  EXPECT_EQ(run(exchange, kPost).outcome, Outcome::bad_response);
  EXPECT_FALSE(stream.is_open);
}

TEST(HttpExchangeTest, WhatComesUnaskedEndsTheConnection) {
  FailingStream stream({kOk + kOk});
  HttpExchange<FailingStream> exchange(stream);
  EXPECT_EQ(run(exchange, kPost).outcome, Outcome::answered);
  EXPECT_FALSE(stream.is_open);
}

}  // namespace
}  // namespace gor::net
