// SPDX-License-Identifier: Apache-2.0
// What waits for an HTTP output, for how long, and what happens to it at the end.
#include <future>

#include <gtest/gtest.h>

#include "http_test.hpp"

namespace gor {
namespace {

TEST_F(HttpOutputTest, DropsFromALiveSourceWhatFindsTheQueueFull) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = net::parse_url(silent.url()), .workers = 1, .queue_len = 5});
  for (int i = 0; i < 20; ++i) write_live(get());
  const auto dropped = count(station_, "queue full");
  EXPECT_GE(dropped, 14U);  // five wait, and the one at work
  finish(Clock::now());
  EXPECT_EQ(count(station_, "queue full"), dropped);
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(HttpOutputTest, BoundsTheBytesThatWait) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start({.url = net::parse_url(silent.url()), .workers = 1, .memory = MemoryBudget::of(10'000)});
  for (int i = 0; i < 20; ++i) write_live(get("/" + std::string(3'000, 'x')));
  EXPECT_GE(count(station_, "queue full"), 16U);
}

TEST_F(HttpOutputTest, CountsTheBytesOfRequestsUnderWay) {
  use_one_thread();
  std::atomic<int> asked = 0;
  const ScriptedServer silent([&](Peer& peer) {
    peer.read_request();
    ++asked;
    peer.wait_for_end();
  });
  // Three requests and their connections fit, and no fourth request, with or without connections.
  start({.url = net::parse_url(silent.url()), .memory = MemoryBudget::of(500'000)});
  const std::string request = "POST / HTTP/1.1\r\nContent-Length: 145000\r\n\r\n" + std::string(145'000, 'x');
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
  start({.url = net::parse_url(server.url()), .workers = 1, .queue_len = 4});
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
  start({.url = net::parse_url(silent.url()), .workers = 1, .queue_len = 1});
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
  start({.url = net::parse_url(server.url()), .workers = 1, .timeout = timeout});
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

TEST_F(HttpOutputTest, ClosesConnectionsThatAreIdle) {
  std::atomic<int> ended = 0;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(kOk);
    peer.wait_for_end();
    ++ended;
  });
  start({.url = net::parse_url(server.url()), .workers_min = 0, .worker_timeout = 50ms});
  replay({get()});
  EXPECT_TRUE(becomes_true([&] { return ended == 1; }));
}

TEST_F(HttpOutputTest, KeepsTheLeastNumberOfConnectionsWhenAllBecomeIdleTogether) {
  use_one_thread();
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
  start({.url = net::parse_url(server.url()), .workers = 4, .workers_min = 2, .worker_timeout = 50ms});
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
  start({.url = net::parse_url(server.url()), .by_session = true, .session_timeout = 300ms});
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

}  // namespace
}  // namespace gor
