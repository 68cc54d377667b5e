// SPDX-License-Identifier: Apache-2.0
// What an HTTP output sends, over which connections, and why a request fails.
#include "http_test.hpp"

#include <future>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "support/bytes.hpp"

namespace gor {
namespace {

TEST_F(HttpOutputTest, SendsTheRecordedBytesButForHost) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  start(server);
  replay({"POST /a?b HTTP/1.1\r\nhost:x\r\nX-Odd :  kept \r\nContent-Length: 4\r\n\r\n\r\n\xffz"});
  replay({"GET /c HTTP/1.0\r\n\r\n"});
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  ASSERT_EQ(asked.all().size(), 2U);
  EXPECT_EQ(asked.all()[0],
            "POST /a?b HTTP/1.1\r\nhost: " + host + "\r\nX-Odd :  kept \r\nContent-Length: 4\r\n\r\n\r\n\xffz");
  EXPECT_EQ(asked.all()[1], "GET /c HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
}

TEST_F(HttpOutputTest, SendsExactlyOneRequestOfEachMessage) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  start({.url = net::parse_url(server.url()), .workers = 1, .original_host = true});
  const std::string post = "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n{\"a\":12";
  const std::string chunked = "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
  replay({post + "34567}", get("/3") + "\n", get("/4") + "text", post + get("/other"), "\r\n" + get("/5"),
          chunked + "5\r\n"});
  const auto sent = [&] {
    std::string all;
    for (const std::string& request : asked.all()) all += request;
    return all;
  };
  const std::string wanted = post + get("/3") + get("/4") + post + get("/5") + chunked;
  // The server answers a chunked request at its head.
  becomes_true([&] { return sent().size() >= wanted.size(); });
  EXPECT_EQ(sent(), wanted);
  EXPECT_EQ(metric("surplus cut off"), 5U);
  EXPECT_EQ(station_.out.total(), 6U);
}

TEST_F(HttpOutputTest, DoesNotSendARequestThatLacksItsEnd) {
  const ScriptedServer server(always(std::string(kOk)));
  start(server);
  replay({"POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\nabc",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "GET / HTTP/1.1\r\nA: b\r\n"});
  EXPECT_EQ(count(station_, "cut off"), 3U);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpOutputTest, UsesNoConnectionAgainAfterARequestWhoseLengthIsUnclear) {
  use_one_thread();
  const ScriptedServer server(always(std::string(kOk)));
  start(server);
  const std::string unclear =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  replay({unclear});
  replay({get()});
  replay({get()});
  EXPECT_EQ(metric("unclear length"), 1U);
  EXPECT_EQ(metric("connections"), 2U);
  EXPECT_EQ(station_.out.total(), 3U);
}

TEST_F(HttpOutputTest, UsesOneConnectionForRequestsOneAfterTheOther) {
  use_one_thread();
  const ScriptedServer server(always(std::string(kOk)));
  start(server);
  for (int i = 0; i < 200; ++i) replay({get()});
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(metric("connections"), 1U);
  EXPECT_EQ(station_.out.total(), 200U);
}

TEST_F(HttpOutputTest, OpensMoreConnectionsWhileRequestsWaitForLongerThanAnswersTake) {
  std::promise<void> all_there;
  const auto open = all_there.get_future().share();
  std::atomic<int> waiting = 0;
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (++waiting == 8) all_there.set_value();
      open.wait_for(60s);
      peer.send(kOk);
    }
  });
  start({.url = net::parse_url(server.url()), .workers = 8});
  replay(std::vector<std::string>(32, get()));
  EXPECT_EQ(server.connections(), 8);
  EXPECT_EQ(station_.out.total(), 32U);
}

TEST_F(HttpOutputTest, TellsTheCaptureWhichConnectionsAreItsOwn) {
  std::atomic<bool> known = false;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    known = own_.has(peer.endpoint(), peer.local_endpoint(), std::chrono::system_clock::now());
    peer.send(kOk);
  });
  start(server);
  replay({get()});
  EXPECT_TRUE(known);
}

TEST_F(HttpOutputTest, SendsOnceMoreWhenAKeptConnectionWasClosedBeforeAnyAnswer) {
  use_one_thread();
  Asked asked;
  const ScriptedServer server([&](Peer& peer) {
    asked.add(peer.read_request());
    peer.send(kOk);
    asked.add(peer.read_request());  // then it leaves without an answer
  });
  start(server);
  for (int i = 0; i < 3; ++i) replay({get("/" + std::to_string(i))});
  EXPECT_EQ(station_.out.total(), 3U);
  EXPECT_EQ(metric("resends"), 2U);
  EXPECT_EQ(station_.counter(metrics::kConnections).get(), 3U);
}

TEST_F(HttpOutputTest, SendsNothingTwiceOnAFreshConnection) {
  Asked asked;
  const ScriptedServer server([&](Peer& peer) { asked.add(peer.read_request()); });
  start(server);
  replay({get(), get()});
  EXPECT_EQ(asked.all().size(), 2U);
  EXPECT_EQ(count(station_, "reset"), 2U);
  EXPECT_EQ(metric("resends"), 0U);
}

TEST_F(HttpOutputTest, SendsNothingTwiceOnceAnAnswerHasBegun) {
  std::atomic<int> requests = 0;
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (++requests == 2) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        return peer.reset();
      }
      peer.send(kOk);
    }
  });
  start(server);
  replay({get()});
  replay({get()});
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(station_.out.total(), 1U);
  EXPECT_EQ(count(station_, "reset"), 1U);
}

TEST_F(HttpOutputTest, CountsWhyARequestHasFailed) {
  const ScriptedServer garbage(always("220 ready\r\n\r\n"));
  start(garbage);
  replay({get()});
  EXPECT_EQ(count(station_, "bad response"), 1U);

  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = net::parse_url(silent.url()), .timeout = 100ms});
  replay({get()});
  EXPECT_EQ(count(station_, "timeout"), 1U);

  start({.url = net::parse_url("127.0.0.1:" + std::to_string(ScriptedServer::unused_port()))});
  replay({get()});
  EXPECT_EQ(count(station_, "connect"), 1U);

  start({.url = net::parse_url("http://no-such-name.invalid/")});
  replay({get()});
  EXPECT_EQ(count(station_, "resolve"), 1U);

  const ScriptedServer plain([](Peer& peer) { peer.send("220 ready\r\n"); });
  start({.url = net::parse_url("https://127.0.0.1:" + std::to_string(plain.port()))});
  replay({get()});
  EXPECT_EQ(count(station_, "tls"), 1U);
  EXPECT_EQ(station_.out.total(), 0U);
}

TEST_F(HttpOutputTest, FindsTheTargetAgainWhenItIsBack) {
  const auto port = ScriptedServer::unused_port();
  start({.url = net::parse_url("127.0.0.1:" + std::to_string(port))});
  replay(std::vector<std::string>(50, get()));
  EXPECT_EQ(count(station_, "connect"), 50U);
  const ScriptedServer server(always(std::string(kOk)), port);
  replay({get()});
  EXPECT_EQ(station_.out.total(), 1U);
}

TEST_F(HttpOutputTest, ARefusedConnectionCostsNothingWhileOthersAreAnswered) {
  ScriptedServer* this_server = nullptr;
  ScriptedServer server([&](Peer& peer) {
    this_server->refuse_more();
    while (!peer.read_request().empty()) {
      std::this_thread::sleep_for(2ms);
      if (!peer.send(kOk)) return;
    }
  });
  this_server = &server;
  start({.url = net::parse_url(server.url()), .workers = 8});
  replay({get()});
  replay(std::vector<std::string>(300, get()));
  EXPECT_EQ(station_.out.total(), 301U);
  EXPECT_EQ(count(station_, "connect"), 0U);
}

TEST_F(HttpOutputTest, WhatATargetSendsUnaskedAnswersNothing) {
  std::atomic<bool> is_sent = false;
  const ScriptedServer server([&](Peer& peer) {
    const std::string request = peer.read_request();
    if (request.empty()) return;
    peer.send(kOk);
    if (request.starts_with("GET /first ")) {
      peer.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
      is_sent = true;
    }
    peer.wait_for_end();
  });
  start({.url = net::parse_url(server.url()), .track_response = true});
  replay({get("/first")});
  EXPECT_TRUE(becomes_true([&] { return is_sent.load(); }));
  EXPECT_EQ(answer_to(get("/second")), kOk);
  EXPECT_EQ(output_->responses()->read()->payload.view(), kOk);
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpOutputTest, AnswersArriveForEveryCopy) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  StationMetrics second_station("output-http");
  const auto second = make_http_output({.url = net::parse_url(server.url())}, second_station, nullptr);
  start(server);
  const Message message = make_message(MessageType::request, "a", get());
  output_->write(message);
  second->write(message);
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() + second_station.out.total() == 2; }));
  EXPECT_EQ(asked.all().size(), 2U);
}

TEST_F(HttpOutputTest, WritesALargeRequestInAsManyPartsAsItTakes) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n";
  std::string body(8'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7 + i / 251);
  std::promise<void> writing;
  const auto written = writing.get_future().share();
  Asked asked;
  const ScriptedServer server([&](Peer& peer) {
    written.wait_for(60s);
    asked.add(peer.read_request());
    peer.send(kOk);
  });
  start({.url = net::parse_url(server.url()), .timeout = 60s, .original_host = true});
  write(head + body);
  EXPECT_TRUE(becomes_true([&] { return server.connections() == 1; }));
  writing.set_value();
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() == 1; }));
  ASSERT_EQ(asked.all().size(), 1U);
  EXPECT_TRUE(test::same_bytes(asked.all()[0], head + body));
}

TEST_F(HttpOutputTest, PassesOverWhatIsNoRequestToSend) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  start(server);
  Message cut = make_message(MessageType::request, "a", get());
  cut.cut_off = true;
  output_->write(cut);
  output_->write(make_message(MessageType::response, "a", kOk));
  replay({"CONNECT x:443 HTTP/1.1\r\n\r\n", "no request at all", get()});
  EXPECT_EQ(asked.all().size(), 1U);
  EXPECT_EQ(count(station_, "cut off"), 1U);
  EXPECT_EQ(count(station_, "type"), 1U);
  EXPECT_EQ(count(station_, "CONNECT"), 1U);
  EXPECT_EQ(count(station_, "no request"), 1U);
}

TEST_F(HttpOutputTest, RefusesABadUrl) {
  for (const char* url : {"", "ftp://x", "http://", "http://x:99999", "http://x y"}) {
    EXPECT_THROW(start({.url = net::parse_url(url)}), UsageError) << url;
  }
}

}  // namespace
}  // namespace gor
