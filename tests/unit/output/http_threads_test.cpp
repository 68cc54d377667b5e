// SPDX-License-Identifier: Apache-2.0
// An HTTP output on several threads.
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "http_test.hpp"

namespace gor {
namespace {

constexpr std::size_t kThreads = 3;

HttpOutputOptions on_threads(const ScriptedServer& server) {
  return {.url = net::parse_url(server.url()), .threads = kThreads};
}

TEST_F(HttpOutputTest, SendsEachRequestOnceFromSeveralThreads) {
  Asked asked;
  const ScriptedServer server(always(std::string(kOk), &asked));
  start(on_threads(server));
  std::vector<std::string> requests;
  for (int i = 0; i < 2000; ++i) requests.push_back(get("/" + std::to_string(i)));
  replay(requests);
  finish(Clock::time_point::max());
  std::multiset<std::string> targets;
  for (const std::string& request : asked.all()) targets.insert(request.substr(0, request.find(" HTTP")));
  EXPECT_EQ(targets.size(), 2000U);
  EXPECT_EQ(std::set(targets.begin(), targets.end()).size(), 2000U);
  EXPECT_EQ(station_.out.total(), 2000U);
  EXPECT_GE(metric("connections"), kThreads);
  EXPECT_EQ(station_.gauge(metrics::kOpenConnections).get(), 0);
  EXPECT_EQ(station_.gauge(metrics::kQueueMessages).get(), 0);
}

TEST_F(HttpOutputTest, KeepsEachSessionInOrderOnOneConnectionOfOneThread) {
  std::mutex mutex;
  std::map<std::string, std::vector<std::vector<int>>> by_session;  // the numbers of each connection's requests
  const ScriptedServer server([&](Peer& peer) {
    std::string session;
    std::vector<int> numbers;
    for (std::string request; !(request = peer.read_request()).empty(); peer.send(kOk)) {
      const auto slash = request.find('/', 5);
      session = request.substr(5, slash - 5);
      numbers.push_back(std::stoi(request.substr(slash + 1)));
    }
    const std::lock_guard lock(mutex);
    by_session[session].push_back(numbers);
  });
  auto options = on_threads(server);
  options.by_session = true;
  start(options);
  std::vector<int> all(50);
  std::iota(all.begin(), all.end(), 0);
  for (const int number : all) {
    for (int session = 0; session < 20; ++session) {
      const std::string name = "session-" + std::to_string(100 + session) + "-of-them";
      output_->write(make_message(MessageType::request, name + std::to_string(number),
                                  get("/" + name + "/" + std::to_string(number))));
    }
  }
  EXPECT_TRUE(becomes_true([&] { return station_.held() == 0; }));
  finish(Clock::time_point::max());
  EXPECT_TRUE(becomes_true([&] {
    const std::lock_guard lock(mutex);
    return by_session.size() == 20;
  }));
  for (const auto& [session, connections] : by_session) {
    EXPECT_EQ(connections, (std::vector<std::vector<int>>{all})) << session;
  }
}

TEST_F(HttpOutputTest, DropsOnlyWhenTheQueuesOfAllThreadsAreFull) {
  std::atomic<std::size_t> asked = 0;
  const ScriptedServer silent([&](Peer& peer) {
    peer.read_request();
    ++asked;
    peer.wait_for_end();
  });
  auto options = on_threads(silent);
  options.workers = kThreads;
  options.queue_len = 10;
  start(options);
  while (asked < kThreads && !HasFailure()) {
    const std::size_t before = asked;
    write_live(get());
    EXPECT_TRUE(becomes_true([&] { return asked > before || station_.gauge(metrics::kQueueMessages).get() > 0; }));
  }
  for (int i = 0; i < 50; ++i) write_live(get());
  EXPECT_EQ(station_.gauge(metrics::kQueueMessages).get(), 10);
  EXPECT_EQ(station_.gauge(metrics::kQueuePeak).get(), 10);
  EXPECT_EQ(count(station_, "queue full"), station_.in.total() - 10 - kThreads);
  EXPECT_EQ(metric("connections"), kThreads);
}

TEST_F(HttpOutputTest, SharesOutTheMostConnectionsAmongItsThreads) {
  std::atomic<int> open = 0;
  std::atomic<int> most = 0;
  const ScriptedServer server([&](Peer& peer) {
    most = std::max<int>(++open, most);
    always(std::string(kOk))(peer);
    --open;
  });
  auto options = on_threads(server);
  options.workers = 4;
  start(options);
  for (int i = 0; i < 3000; ++i) write(get());
  EXPECT_TRUE(becomes_true([&] { return station_.held() == 0; }));
  EXPECT_LE(most, 4);
  EXPECT_GE(most, static_cast<int>(kThreads));
}

TEST_F(HttpOutputTest, EndsItsResponsesWhenTheLastThreadHasEnded) {
  const ScriptedServer server(always(std::string(kOk)));
  auto options = on_threads(server);
  options.track_response = true;
  start(options);
  std::size_t read = 0;
  std::thread reader([&] {
    while (output_->responses()->read()) ++read;
  });
  replay(std::vector(3000, get()));
  finish(Clock::time_point::max());
  reader.join();
  EXPECT_EQ(read, 3000U);
  EXPECT_EQ(responses_.held(), 0);
}

TEST_F(HttpOutputTest, LosesNothingUnseenWhenSeveralThreadsFindADeadTarget) {
  start({.url = net::parse_url("http://127.0.0.1:1"), .threads = kThreads});
  replay(std::vector(300, get()));
  finish(Clock::time_point::max());
  EXPECT_EQ(count(station_, "connect"), 300U);
}

TEST_F(HttpOutputTest, LeavesRequestsToThreadsWhoseConnectionsTheTargetHasAccepted) {
  ScriptedServer* this_server = nullptr;
  ScriptedServer server([&](Peer& peer) {
    this_server->refuse_more();
    always(std::string(kOk))(peer);
  });
  this_server = &server;
  start(on_threads(server));
  replay({get()});
  replay(std::vector(1000, get()));
  EXPECT_EQ(station_.out.total(), 1001U);
  finish(Clock::time_point::max());
  EXPECT_EQ(station_.gauge(metrics::kQueueMessages).get(), 0);
  EXPECT_EQ(station_.gauge(metrics::kQueueBytes).get(), 0);
}

TEST_F(HttpOutputTest, GivesUpOnAllThreadsAtTheDeadline) {
  const ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  start(on_threads(silent));
  for (int i = 0; i < 100; ++i) write(get());
  finish(Clock::now());
  EXPECT_EQ(station_.held(), 0);
  EXPECT_EQ(station_.out.total(), 0U);
}

}  // namespace
}  // namespace gor
