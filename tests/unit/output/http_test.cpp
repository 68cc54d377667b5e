// SPDX-License-Identifier: Apache-2.0
#include "output/http.hpp"

#include <future>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/becomes_true.hpp"
#include "support/bytes.hpp"
#include "support/fakes.hpp"
#include "support/scripted_server.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using test::Peer;
using test::ScriptedServer;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string get(std::string_view target = "/") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

std::uint64_t count(const Station& station, std::string_view reason) {
  std::uint64_t found = 0;
  station.for_each_reason([&](const Station::Reason& known) {
    if (known.name == reason) found += known.count.total();
  });
  return found;
}

/// What a server has been asked, from all its connections.
class Asked {
 public:
  void add(std::string request) {
    std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  std::vector<std::string> all() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
};

/// Answers every request on the connection with the same bytes.
std::function<void(Peer&)> always(std::string answer, Asked* asked = nullptr) {
  return [=](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      if (asked != nullptr) asked->add(std::move(request));
      if (!peer.send(answer)) return;
    }
  };
}

class HttpOutputTest : public testing::Test {
 protected:
  Output& start(HttpOutputOptions options) {
    return *(output_ = make_http_output(options, station_, &own_, &responses_));
  }
  Output& start(const ScriptedServer& server) { return start(HttpOutputOptions{.url = server.url()}); }

  void write(const std::string& payload, bool can_wait = true) {
    Message message = make_message(MessageType::request, "abc" + std::to_string(++written_), payload);
    message.can_wait = can_wait;
    output_->write(message);
  }
  void write_live(const std::string& payload) { write(payload, false); }
  /// Writes them and waits until all have their end.
  void replay(const std::vector<std::string>& payloads) {
    for (const std::string& payload : payloads) write(payload);
    EXPECT_TRUE(becomes_true([&] { return station_.held() == 0; }));
  }
  /// Writes it and returns the tracked response, "" where there is none.
  std::string answer_to(const std::string& payload) {
    replay({payload});
    finish(Clock::time_point::max());
    const auto message = output_->responses()->read();
    return message ? std::string(message->payload.view()) : "";
  }

  void finish(Clock::time_point deadline) {
    output_->close(deadline);
    output_->join();
  }

  std::uint64_t figure(std::string_view name) { return station_.figure(name).get(); }

  Station station_{"output-http"};
  Station responses_{"responses"};
  net::OwnConnections own_;
  std::unique_ptr<Output> output_;
  int written_ = 0;
};

TEST_F(HttpOutputTest, SendsTheRecordedBytesButForHost) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  start(server);
  replay({"POST /a?b HTTP/1.1\r\nhost:x\r\nX-Odd :  kept \r\nContent-Length: 4\r\n\r\n\r\n\xffz",
          "GET /c HTTP/1.0\r\n\r\n"});
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  ASSERT_EQ(asked.all().size(), 2U);
  EXPECT_EQ(asked.all()[0],
            "POST /a?b HTTP/1.1\r\nhost: " + host + "\r\nX-Odd :  kept \r\nContent-Length: 4\r\n\r\n\r\n\xffz");
  EXPECT_EQ(asked.all()[1], "GET /c HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
}

TEST_F(HttpOutputTest, UsesOneConnectionForRequestsOneAfterTheOther) {
  const ScriptedServer server(always(std::string(kOk)));
  start(server);
  for (int i = 0; i < 200; ++i) replay({get()});
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(figure("connections"), 1U);
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
  start({.url = server.url(), .workers = 8});
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
  Asked asked;
  const ScriptedServer server([&](Peer& peer) {
    asked.add(peer.read_request());
    peer.send(kOk);
    asked.add(peer.read_request());  // then it leaves without an answer
  });
  start(server);
  for (int i = 0; i < 3; ++i) replay({get("/" + std::to_string(i))});
  EXPECT_EQ(station_.out.total(), 3U);
  EXPECT_EQ(figure("resends"), 2U);
  EXPECT_EQ(station_.figure("connections").get(), 3U);
}

TEST_F(HttpOutputTest, SendsNothingTwiceOnAFreshConnection) {
  Asked asked;
  const ScriptedServer server([&](Peer& peer) { asked.add(peer.read_request()); });
  start(server);
  replay({get(), get()});
  EXPECT_EQ(asked.all().size(), 2U);
  EXPECT_EQ(count(station_, "reset"), 2U);
  EXPECT_EQ(figure("resends"), 0U);
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
  start({.url = silent.url(), .timeout = 100ms});
  replay({get()});
  EXPECT_EQ(count(station_, "timeout"), 1U);

  start({.url = "127.0.0.1:" + std::to_string(ScriptedServer::unused_port())});
  replay({get()});
  EXPECT_EQ(count(station_, "connect"), 1U);

  start({.url = "http://no-such-name.invalid/"});
  replay({get()});
  EXPECT_EQ(count(station_, "resolve"), 1U);

  const ScriptedServer plain([](Peer& peer) { peer.send("220 ready\r\n"); });
  start({.url = "https://127.0.0.1:" + std::to_string(plain.port())});
  replay({get()});
  EXPECT_EQ(count(station_, "tls"), 1U);
  EXPECT_EQ(station_.out.total(), 0U);
}

TEST_F(HttpOutputTest, EndsHeadsAndInterimResponsesThatNeverEnd) {
  for (const std::string endless : {"X: y\r\n", "HTTP/1.1 102 Processing\r\n\r\n"}) {
    const ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      if (endless.starts_with("X")) peer.send("HTTP/1.1 200 OK\r\n");
      while (peer.send(endless)) {
      }
    });
    start({.url = server.url(), .timeout = 200ms});
    replay({get()});
  }
  EXPECT_EQ(count(station_, "bad response") + count(station_, "timeout"), 2U);
}

TEST_F(HttpOutputTest, FindsTheTargetAgainWhenItIsBack) {
  const auto port = ScriptedServer::unused_port();
  start({.url = "127.0.0.1:" + std::to_string(port)});
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
  start({.url = server.url(), .workers = 8});
  replay(std::vector<std::string>(300, get()));
  EXPECT_EQ(station_.out.total(), 300U);
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
  start({.url = server.url(), .track_response = true});
  replay({get("/first")});
  EXPECT_TRUE(becomes_true([&] { return is_sent.load(); }));
  EXPECT_EQ(answer_to(get("/second")), kOk);
  EXPECT_EQ(output_->responses()->read()->payload.view(), kOk);
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpOutputTest, AnEarlyRefusalOfALargeBodyIsAnAnswer) {
  const std::string refusal = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
  const ScriptedServer server([&](Peer& peer) {
    peer.send(refusal);  // and reads nothing
    peer.wait_for_end_unread();
  });
  start({.url = server.url(), .track_response = true});
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
  start({.url = server.url(), .track_response = true});
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
    start({.url = server.url(), .track_response = true});
    EXPECT_EQ(answer_to(known.request), known.kept.empty() ? known.answer : known.kept);
  }
  EXPECT_EQ(station_.out.total(), std::size(cases));
}

TEST_F(HttpOutputTest, TracksResponsesUnderTheIdOfTheirRequestUpToTheBuffer) {
  const ScriptedServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x')));
  start({.url = server.url(), .response_buffer = 1000, .track_response = true});
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
  start({.url = server.url(), .memory = MemoryBudget::of(5000), .track_response = true});
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
  start({.url = server.url(), .redirects = 2, .track_response = true});
  EXPECT_TRUE(answer_to(post).starts_with("HTTP/1.1 302"));
  ASSERT_EQ(asked.all().size(), 3U);
  EXPECT_TRUE(asked.all()[1].starts_with("POST /1 ")) << asked.all()[1];
  EXPECT_TRUE(asked.all()[1].ends_with("\r\n\r\nbody"));
  EXPECT_TRUE(asked.all()[2].starts_with("GET /2 ")) << asked.all()[2];
  EXPECT_NE(asked.all()[2].find("Cookie: c"), std::string::npos);
  EXPECT_EQ(asked.all()[2].find("Content-Length"), std::string::npos);
  EXPECT_EQ(figure("redirects"), 2U);

  start({.url = server.url(), .redirects = 10, .track_response = true});
  EXPECT_EQ(answer_to(post), kOk);
}

TEST_F(HttpOutputTest, LeavesCredentialsBehindWhenItIsSentToAnotherHost) {
  Asked asked;
  const ScriptedServer second(always(std::string(kOk), &asked));
  const ScriptedServer first(
      always("HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: " + second.url() + "/there\r\n\r\n"));
  start({.url = "http://me:secret@127.0.0.1:" + std::to_string(first.port()), .redirects = 1});
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
  start({.url = server.url(), .workers = 1, .redirects = 1});
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
  start({.url = server.url(), .redirects = 5});
  replay({get("/0")});
  EXPECT_EQ(station_.out.total(), 1U);
  EXPECT_EQ(figure("redirects"), 2U);
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
  start({.url = server.url(), .redirects = 1});
  replay({get()});
  EXPECT_EQ(figure("redirects"), 1U);
}

TEST_F(HttpOutputTest, AnswersArriveForEveryCopy) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  Station second_station("output-http");
  const auto second = make_http_output({.url = server.url()}, second_station, nullptr);
  start(server);
  const Message message = make_message(MessageType::request, "a", get());
  output_->write(message);
  second->write(message);
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() + second_station.out.total() == 2; }));
  EXPECT_EQ(asked.all().size(), 2U);
}

TEST_F(HttpOutputTest, DropsFromALiveSourceWhatFindsTheQueueFull) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = silent.url(), .workers = 1, .queue_len = 5});
  for (int i = 0; i < 20; ++i) write_live(get());
  const auto dropped = count(station_, "queue full");
  EXPECT_GE(dropped, 14U);  // five wait, and the one at work
  finish(Clock::now());
  EXPECT_EQ(count(station_, "queue full"), dropped);
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(HttpOutputTest, BoundsTheBytesThatWait) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = silent.url(), .workers = 1, .memory = MemoryBudget::of(10'000)});
  for (int i = 0; i < 20; ++i) write_live(get("/" + std::string(3'000, 'x')));
  EXPECT_GE(count(station_, "queue full"), 16U);
}

TEST_F(HttpOutputTest, CountsTheBytesOfRequestsUnderWay) {
  std::atomic<int> asked = 0;
  const ScriptedServer silent([&](Peer& peer) {
    peer.read_request();
    ++asked;
    peer.wait_for_end();
  });
  start({.url = silent.url(), .memory = MemoryBudget::of(10'000)});
  const std::string request = get("/" + std::string(3'000, 'x'));
  for (int i = 0; i < 3; ++i) write_live(request);
  EXPECT_TRUE(becomes_true([&] { return asked == 3; }));
  for (int i = 0; i < 5; ++i) write_live(request);
  EXPECT_EQ(count(station_, "queue full"), 5U);
}

TEST_F(HttpOutputTest, MakesASourceWaitThatCan) {
  std::promise<void> go;
  const auto gone = go.get_future().share();
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      gone.wait_for(60s);
      peer.send(kOk);
    }
  });
  start({.url = server.url(), .workers = 1, .queue_len = 4});
  std::atomic<int> written = 0;
  std::thread source([&] {
    for (int i = 0; i < 40; ++i, ++written) write(get());
  });
  EXPECT_TRUE(becomes_true([&] { return written >= 4; }));
  EXPECT_LE(written, 5);
  go.set_value();
  source.join();
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() == 40; }));
}

TEST_F(HttpOutputTest, CloseWakesASourceThatWaits) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = silent.url(), .workers = 1, .queue_len = 1});
  std::thread source([&] {
    for (int i = 0; i < 10; ++i) write(get());
  });
  EXPECT_TRUE(becomes_true([&] { return station_.held() >= 2; }));
  finish(Clock::now() + 50ms);
  source.join();
  EXPECT_EQ(station_.in.total(), 10U);
  EXPECT_EQ(station_.held(), 0);
  EXPECT_EQ(count(station_, "shutdown") + count(station_, "timeout"), 10U);
}

TEST_F(HttpOutputTest, CloseWaitsForWhatIsUnderWay) {
  const ScriptedServer server(always(std::string(kOk)));
  start(server);
  for (int i = 0; i < 500; ++i) write(get());
  finish(Clock::now() + 60s);
  EXPECT_EQ(station_.out.total(), 500U);
}

TEST_F(HttpOutputTest, CloseWaitsForWhatIsUnderWayAfterALullToo) {
  const auto timeout = 1s;
  std::promise<void> closing;
  const auto closed = closing.get_future().share();
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      closed.wait_for(60s);
      peer.send(kOk);
    }
  });
  start({.url = server.url(), .workers = 1, .timeout = timeout});
  std::this_thread::sleep_for(2 * timeout + 100ms);
  for (int i = 0; i < 5; ++i) write(get());
  EXPECT_TRUE(becomes_true([&] { return server.connections() == 1; }));
  std::thread answers([&] {
    std::this_thread::sleep_for(100ms);  // time for the wrong end
    closing.set_value();
  });
  finish(Clock::now() + 60s);
  answers.join();
  EXPECT_EQ(station_.out.total(), 5U);
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
  start({.url = server.url(), .timeout = 60s, .original_host = true});
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

TEST_F(HttpOutputTest, ClosesConnectionsThatAreIdle) {
  std::atomic<int> ended = 0;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(kOk);
    peer.wait_for_end();
    ++ended;
  });
  start({.url = server.url(), .workers_min = 0, .worker_timeout = 50ms});
  replay({get()});
  EXPECT_TRUE(becomes_true([&] { return ended == 1; }));
}

TEST_F(HttpOutputTest, KeepsTheLeastNumberOfConnectionsWhenAllBecomeIdleTogether) {
  std::promise<void> all_there;
  const auto open = all_there.get_future().share();
  std::atomic<int> waiting = 0;
  std::atomic<int> ended = 0;
  const ScriptedServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (++waiting == 4) all_there.set_value();
      open.wait_for(60s);
      peer.send(kOk);
    }
    ++ended;
  });
  start({.url = server.url(), .workers = 4, .workers_min = 2, .worker_timeout = 50ms});
  replay(std::vector<std::string>(4, get()));
  EXPECT_EQ(server.connections(), 4);
  EXPECT_TRUE(becomes_true([&] { return ended >= 2; }));
  std::this_thread::sleep_for(100ms);  // time for the wrong end
  EXPECT_EQ(ended, 2);
  replay({get()});
  EXPECT_EQ(server.connections(), 4);
}

TEST_F(HttpOutputTest, ASessionHasAConnectionUntilItIsIdleForLong) {
  std::atomic<int> ended = 0;
  ScriptedServer server([&](Peer& peer) {
    always(std::string(kOk))(peer);
    ++ended;
  });
  start({.url = server.url(), .by_session = true, .session_timeout = 300ms});
  const auto write_of = [&](char session, char number) {
    output_->write(make_message(MessageType::request, std::string(16, session) + number, get()));
  };
  for (const char number : {'1', '2', '3'}) write_of('a', number);
  write_of('b', '1');
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() == 4; }));
  EXPECT_EQ(server.connections(), 2);
  EXPECT_TRUE(becomes_true([&] { return ended == 2; }));
  write_of('a', '4');
  EXPECT_TRUE(becomes_true([&] { return station_.out.total() == 5; }));
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpOutputTest, RefusesABadUrl) {
  for (const char* url : {"", "ftp://x", "http://", "http://x:99999", "http://x y"}) {
    EXPECT_THROW(start({.url = url}), UsageError) << url;
  }
}

}  // namespace
}  // namespace gor
