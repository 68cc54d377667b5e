// SPDX-License-Identifier: Apache-2.0
// What an HTTP output makes of the answers, redirects among them.
#include <gtest/gtest.h>

#include "http_test.hpp"
#include "support/bytes.hpp"

namespace gor {
namespace {

TEST_F(HttpOutputTest, EndsHeadsAndInterimResponsesThatNeverEnd) {
  for (const std::string endless : {"X: y\r\n", "HTTP/1.1 102 Processing\r\n\r\n"}) {
    const ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      if (endless.starts_with("X")) peer.send("HTTP/1.1 200 OK\r\n");
      while (peer.send(endless)) {
      }
    });
    start({.url = net::parse_url(server.url()), .timeout = 200ms});
    replay({get()});
  }
  EXPECT_EQ(count(station_, "bad response") + count(station_, "timeout"), 2U);
}

TEST_F(HttpOutputTest, AnEarlyRefusalOfALargeBodyIsAnAnswer) {
  const std::string refusal = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
  const ScriptedServer server([&](Peer& peer) {
    peer.send(refusal);  // and reads nothing
    peer.wait_for_end_unread();
  });
  start({.url = net::parse_url(server.url()), .track_response = true});
  const std::string body(20 << 20, 'x');
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body),
            refusal);
  EXPECT_EQ(station_.out.total(), 1U);
}

TEST_F(HttpOutputTest, AResponseHasTheTimeOfItsFirstByteAndTakesFromTheRequestToItsLast) {
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      std::this_thread::sleep_for(30ms);
      peer.send(kOk.substr(0, 10));
      std::this_thread::sleep_for(500ms);
      peer.send(kOk.substr(10));
    }
  });
  start({.url = net::parse_url(server.url()), .track_response = true});
  const auto before = std::chrono::system_clock::now();
  replay({get()});
  const auto after = std::chrono::system_clock::now();
  finish(Clock::time_point::max());
  const auto message = output_->responses()->read();
  ASSERT_TRUE(message);
  EXPECT_GE(message->latency, 530ms);
  EXPECT_GE(message->timestamp, before + 30ms);
  EXPECT_LE(message->timestamp, after - 250ms);
}

TEST_F(HttpOutputTest, ReadsEveryKindOfResponseToItsEnd) {
  const std::string until_close = "HTTP/1.0 200 OK\r\n\r\nall there is";
  const struct {
    std::string request, answer, kept;
    bool closes;
  } cases[] = {
      {get(), std::string(kOk), std::string(kOk), false},
      {"HEAD / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "", false},
      {get(), "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "", false},
      {get(), "HTTP/1.1 204 No Content\r\n\r\n", "", false},
      {get(), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n" + std::string(kOk), std::string(kOk),
       false},
      {get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n", "", false},
      {get(), until_close, until_close, true},
      {get(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "", true},
  };
  for (const auto& known : cases) {
    int left = 2;
    const ScriptedServer server([&](Peer& peer) {
      while (left > 0 && !peer.read_request().empty()) {
        --left;
        peer.send(known.answer);
        if (known.closes) return;
      }
    });
    start({.url = net::parse_url(server.url()), .track_response = true});
    EXPECT_EQ(answer_to(known.request), known.kept.empty() ? known.answer : known.kept);
  }
  EXPECT_EQ(station_.out.total(), std::size(cases));
}

TEST_F(HttpOutputTest, TracksResponsesUnderTheIdOfTheirRequestUpToTheBuffer) {
  use_one_thread();
  const ScriptedServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x')));
  start({.url = net::parse_url(server.url()), .response_buffer = 1000, .track_response = true});
  replay({get()});
  const auto response = output_->responses()->read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->type, MessageType::replayed_response);
  EXPECT_EQ(response->id.view(), "abc1");
  EXPECT_GT(response->latency, 0ns);
  EXPECT_TRUE(test::same_bytes(response->payload.view(),
                               "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(1000, 'x')));
  replay({get()});
  EXPECT_EQ(server.connections(), 1) << "the part of the body that is not kept must be read all the same";
  finish(Clock::time_point::max());
  EXPECT_TRUE(output_->responses()->read());
  EXPECT_FALSE(output_->responses()->read());
}

TEST_F(HttpOutputTest, LosesNoResponseToARecordingHoweverLateItIsRead) {
  const ScriptedServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x')));
  start({.url = net::parse_url(server.url()), .memory = MemoryBudget::of(5000), .track_response = true});
  std::thread source([&] {
    for (int i = 0; i < 300; ++i) write(get());
    finish(Clock::now() + 60s);
  });
  int responses = 0;
  while (output_->responses()->read()) ++responses;
  source.join();
  EXPECT_EQ(responses, 300);
  EXPECT_EQ(count(responses_, "queue full"), 0U);
}

TEST_F(HttpOutputTest, FollowsAsManyRedirectsAsItMay) {
  Asked asked;
  const ScriptedServer server([&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const bool is_last = request.find(" /3 ") != request.npos;
      const char next = request.starts_with("POST /0") ? '1' : request.find(" /1") != request.npos ? '2' : '3';
      asked.add(std::move(request));
      peer.send(is_last ? std::string(kOk)
                        : std::string("HTTP/1.1 ") + (next == '1' ? "307" : "302") +
                              " Moved\r\nContent-Length: 0\r\nLocation: /" + next + "\r\n\r\n");
    }
  });
  const std::string post = "POST /0 HTTP/1.1\r\nHost: x\r\nCookie: c\r\nContent-Length: 4\r\n\r\nbody";
  start({.url = net::parse_url(server.url()), .redirects = 2, .track_response = true});
  EXPECT_TRUE(answer_to(post).starts_with("HTTP/1.1 302"));
  ASSERT_EQ(asked.all().size(), 3U);
  EXPECT_TRUE(asked.all()[1].starts_with("POST /1 ")) << asked.all()[1];
  EXPECT_TRUE(asked.all()[1].ends_with("\r\n\r\nbody"));
  EXPECT_TRUE(asked.all()[2].starts_with("GET /2 ")) << asked.all()[2];
  EXPECT_NE(asked.all()[2].find("Cookie: c"), std::string::npos);
  EXPECT_EQ(asked.all()[2].find("Content-Length"), std::string::npos);
  EXPECT_EQ(metric("redirects"), 2U);

  start({.url = net::parse_url(server.url()), .redirects = 10, .track_response = true});
  EXPECT_EQ(answer_to(post), kOk);
}

TEST_F(HttpOutputTest, LeavesCredentialsBehindWhenItIsSentToAnotherHost) {
  Asked asked;
  const ScriptedServer second(always(std::string(kOk), &asked));
  const ScriptedServer first(
      always("HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: " + second.url() + "/there\r\n\r\n"));
  start({.url = net::parse_url("http://me:secret@127.0.0.1:" + std::to_string(first.port())), .redirects = 1});
  replay({"GET / HTTP/1.1\r\nHost: x\r\nCookie: c\r\nAuthorization: Basic abc\r\nX: y\r\n\r\n"});
  ASSERT_EQ(asked.all().size(), 1U);
  EXPECT_EQ(asked.all()[0],
            "GET /there HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(second.port()) + "\r\nX: y\r\n\r\n");
}

TEST_F(HttpOutputTest, ADeadRedirectTargetFailsThatRequestAlone) {
  const std::string dead = "http://127.0.0.1:" + std::to_string(ScriptedServer::unused_port());
  const ScriptedServer server([&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const bool is_first = request.starts_with("GET /first ");
      peer.send(is_first ? "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + dead + "\r\n\r\n"
                         : std::string(kOk));
    }
  });
  start({.url = net::parse_url(server.url()), .workers = 1, .redirects = 1});
  replay({get("/first"), get(), get(), get()});
  EXPECT_EQ(count(station_, "connect"), 1U);
  EXPECT_EQ(station_.out.total(), 3U);
}

TEST_F(HttpOutputTest, FollowsRedirectsWithinTheTargetOnTheSameConnection) {
  const ScriptedServer server([&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const bool is_last = request.starts_with("GET /2 ");
      peer.send(is_last ? std::string(kOk)
                        : std::string("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /") +
                              (request.starts_with("GET /1 ") ? "2" : "1") + "\r\n\r\n");
    }
  });
  start({.url = net::parse_url(server.url()), .redirects = 5});
  replay({get("/0")});
  EXPECT_EQ(station_.out.total(), 1U);
  EXPECT_EQ(metric("redirects"), 2U);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpOutputTest, ALongHeadAfterAnInterimResponseIsWhole) {
  const std::string target = "/" + std::string(3000, 'x');
  const ScriptedServer server([&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const bool is_last = request.starts_with("GET /x");
      peer.send(is_last ? std::string(kOk)
                        : "HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target +
                              "\r\n\r\n");
    }
  });
  start({.url = net::parse_url(server.url()), .redirects = 1});
  replay({get()});
  EXPECT_EQ(metric("redirects"), 1U);
}

}  // namespace
}  // namespace gor
