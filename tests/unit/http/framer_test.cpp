// SPDX-License-Identifier: Apache-2.0
#include "http/framer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

constexpr std::size_t kLimit = 1 << 20;

struct Framed {
  std::vector<std::string> messages;
  std::string rest;  // of an unfinished message
  bool invalid = false;
  bool cut_off = false;
};

// Feeds the stream in the pieces given by `cuts` and collects the messages.
Framed frame(Side side, std::string_view stream, const std::vector<std::size_t>& cuts, bool no_body = false,
             std::size_t limit = kLimit) {
  Framed framed;
  Framer framer(side, limit);
  PayloadBuilder message;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t to = i < cuts.size() ? cuts[i] : stream.size();
    const std::string copy(stream.substr(from, to - from));  // so that reading outside the piece is seen
    std::string_view piece = copy;
    from = to;
    while (true) {
      const auto step = framer.feed(piece, message);
      if (step == Framer::Step::head) {
        if (no_body) framer.set_no_body();
      } else if (step == Framer::Step::complete) {
        framed.cut_off = framed.cut_off || framer.is_cut_off();
        framed.messages.emplace_back(message.finish().view());
        framer = Framer(side, limit);
        if (piece.empty()) break;
      } else {
        framed.invalid = step == Framer::Step::invalid;
        break;
      }
    }
    if (framed.invalid) break;
  }
  if (framer.ends_with_stream()) framed.messages.emplace_back(message.finish().view());
  framed.rest = message.view();
  return framed;
}

const std::vector<std::string> kRequests = {
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
    "POST /c HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\nContent-Length: 3\r\n\r\n"
    "5;ext=\"0\"\r\n0\r\n\r\n\r\nA\r\n0123456789\r\n0;last\r\nX-Trailer: 1\r\n\r\n",
    "PURGE no-slash HTTP/1.0\nA: b\n\n",
    "POST /e HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
};

TEST(Framer, FramesRequestsSplitAtEveryOffset) {
  for (const std::string& request : kRequests) {
    for (std::size_t a = 0; a <= request.size(); ++a) {
      const Framed framed = frame(Side::request, request, {a});
      ASSERT_EQ(framed.messages, std::vector<std::string>{request}) << "split at " << a;
    }
  }
}

TEST(Framer, FramesPipelinedRequestsSplitAtEveryTwoOffsets) {
  std::string stream;
  for (const std::string& request : kRequests) stream += request;
  for (std::size_t a = 0; a <= stream.size(); ++a) {
    for (std::size_t b = a; b <= stream.size(); b += 3) {
      ASSERT_EQ(frame(Side::request, stream, {a, b}).messages, kRequests) << a << " " << b;
    }
  }
}

TEST(Framer, SkipsEmptyLinesBetweenMessages) {
  EXPECT_EQ(frame(Side::request, "\r\n\n" + kRequests[0] + "\r\n" + kRequests[1], {}).messages,
            (std::vector<std::string>{kRequests[0], kRequests[1]}));
}

TEST(Framer, KnowsResponsesWithoutBody) {
  for (const std::string status : {"204 No Content", "304 Not Modified", "100 Continue", "103"}) {
    const std::string response = "HTTP/1.1 " + status + "\r\nContent-Length: 10\r\n\r\n";
    EXPECT_EQ(frame(Side::response, response + response, {}).messages, (std::vector<std::string>{response, response}));
  }
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(frame(Side::response, head + head, {}, true).messages, (std::vector<std::string>{head, head}));
}

TEST(Framer, ReadsAResponseWithoutLengthUntilTheClose) {
  const std::string response = "HTTP/1.0 200 OK\r\n\r\nabc\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
  for (std::size_t a = 0; a <= response.size(); ++a) {
    const Framed framed = frame(Side::response, response, {a});
    ASSERT_EQ(framed.messages, std::vector<std::string>{response}) << a;
  }
}

TEST(Framer, KeepsNoMoreThanTheLimitAndStaysInStep) {
  const std::string large = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x');
  const Framed framed = frame(Side::request, large + kRequests[0], {100}, false, 64);
  ASSERT_EQ(framed.messages.size(), 2U);
  EXPECT_EQ(framed.messages[0], large.substr(0, 64));
  EXPECT_EQ(framed.messages[1], kRequests[0]);
  EXPECT_TRUE(framed.cut_off);
}

TEST(Framer, TakesAnEndlessLengthForOne) {
  const Framed framed =
      frame(Side::request, "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\nabc", {});
  EXPECT_TRUE(framed.messages.empty());
  EXPECT_FALSE(framed.invalid);
}

TEST(Framer, RefusesBrokenChunksAndOtherData) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"x\r\n", "\r\n", "fffffffffffffffff\r\n", "1\r\nabc\r\n"}) {
    EXPECT_TRUE(frame(Side::request, head + body, {}).invalid) << body;
  }
  EXPECT_TRUE(frame(Side::request, "hello world\r\n", {}).invalid);
  EXPECT_TRUE(frame(Side::request, "GET / HTTP/1.1 " + std::string(Framer::kMaxHead, 'a'), {}).invalid);
}

TEST(Framer, JudgesOddLineEndsAlikeHoweverTheyAreSplit) {
  for (const std::string odd : {"HTTP/1.1 200 OK\r\nA: b\r\n\r\r\n\r\n", "HTTP/1.1 204 \r\r\n\r\n",
                                "HTTP/1.1 204\r\r\n\n", "HTTP/1.1 204 No\n\r\r\n\n", "HTTP/1.1 204 No\n\n"}) {
    const Framed whole = frame(Side::response, odd, {});
    for (std::size_t cut = 1; cut < odd.size(); ++cut) {
      const Framed split = frame(Side::response, odd, {cut});
      EXPECT_EQ(split.messages, whole.messages) << odd << " at " << cut;
      EXPECT_EQ(split.invalid, whole.invalid) << odd << " at " << cut;
    }
  }
}

TEST(Framer, TellsWhetherTheConnectionGoesOn) {
  const auto keeps_alive = [](std::string_view head) {
    Framer framer(Side::response, kLimit);
    PayloadBuilder message;
    framer.feed(head, message);
    return framer.keeps_alive();
  };
  EXPECT_TRUE(keeps_alive("HTTP/1.1 204\r\n\r\n"));
  EXPECT_FALSE(keeps_alive("HTTP/1.1 204\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(keeps_alive("HTTP/1.0 204\r\n\r\n"));
  EXPECT_TRUE(keeps_alive("HTTP/1.0 204\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_FALSE(keeps_alive("HTTP/1.1 200\r\n\r\n"));
}

}  // namespace
}  // namespace gor::http
