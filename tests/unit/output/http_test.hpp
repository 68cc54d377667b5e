// SPDX-License-Identifier: Apache-2.0
// An HTTP output with what it counts, for the tests of it.
#pragma once

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "output/http.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/numbers.hpp"
#include "support/scripted_server.hpp"

namespace gor {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using test::Peer;
using test::ScriptedServer;
using Clock = std::chrono::steady_clock;

inline constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

inline std::string get(std::string_view target = "/") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

inline std::uint64_t count(const StationMetrics& station, std::string_view reason) {
  std::uint64_t found = 0;
  station.for_each_reason([&](const StationMetrics::Reason& known) {
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
inline std::function<void(Peer&)> always(std::string answer, Asked* asked = nullptr) {
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
    if (options.threads == 1) options.threads = threads_;
    return *(output_ = make_http_output(options, station_, &own_, &responses_));
  }
  Output& start(const ScriptedServer& server) { return start(HttpOutputOptions{.url = net::parse_url(server.url())}); }

  /// For a test whose numbers hold for one thread only. Call it first.
  void use_one_thread() { threads_ = 1; }

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

  std::uint64_t metric(std::string_view name) { return test::number_of(station_, name); }

  StationMetrics station_{"output-http"};
  StationMetrics responses_{"responses"};
  net::OwnConnections own_;
  std::unique_ptr<Output> output_;
  int written_ = 0;

 private:
  static std::size_t threads_by_default() {
    const char* const wanted = std::getenv("GOR_TEST_THREADS");
    return wanted == nullptr ? 1 : std::stoul(wanted);
  }
  std::size_t threads_ = threads_by_default();
};

}  // namespace gor
