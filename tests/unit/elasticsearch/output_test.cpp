// SPDX-License-Identifier: Apache-2.0
#include "elasticsearch/output.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/compression.hpp"
#include "http/head.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/numbers.hpp"
#include "support/scripted_server.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using Clock = std::chrono::steady_clock;

std::string answer(int status, const std::string& body) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

/// The answer to a bulk request, with a status for each document.
std::string ends(const std::vector<int>& statuses) {
  std::string items;
  for (const int status : statuses) {
    const char* const error = status < 300 ? "" : R"(,"error":{"type":"mapper_parsing_exception"})";
    items += fmt::format(R"({}{{"create":{{"status":{}{}}}}})", items.empty() ? "" : ",", status, error);
  }
  return answer(200, fmt::format(R"({{"errors":true,"items":[{}]}})", items));
}

class ElasticsearchTest : public testing::Test {
 protected:
  /// The answer to the n-th bulk request, from 0, with so many documents.
  using Answers = std::function<std::string(std::size_t number, std::size_t documents)>;

  void serve(Answers answers) {
    answers_ = std::move(answers);
    server_.emplace([this](test::Peer& peer) {
      for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
        peer.send(reply_to(request));
      }
    });
  }

  std::unique_ptr<Output> make() {
    options_.url = net::parse_url(fmt::format("http://127.0.0.1:{}", server_ ? server_->port() : 1));
    options_.memory = memory_;
    return make_elasticsearch_output(options_, station_, nullptr);
  }

  static Message request(int number) {
    return make_message(MessageType::request, std::to_string(number), fmt::format("GET /{} HTTP/1.1\r\n\r\n", number));
  }
  static Message response(int number, MessageType type = MessageType::replayed_response) {
    return make_message(type, std::to_string(number), "HTTP/1.1 200 OK\r\n\r\n");
  }
  static void finish(Output& output) {
    output.close(Clock::now() + 60s);
    output.join();
  }
  /// The documents that were sent, in all requests.
  std::vector<std::string> documents() {
    const std::lock_guard lock(mutex_);
    return documents_;
  }

  std::optional<test::ScriptedServer> server_;
  Answers answers_;
  std::mutex mutex_;
  std::vector<std::string> heads_;
  std::vector<std::string> documents_;
  std::size_t bulks_ = 0;
  ElasticsearchOptions options_{.index = "gor", .installs_template = false};
  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(std::size_t{64} << 20);
  Ledger ledger_;
  StationMetrics& station_ = ledger_.station("output-http-elasticsearch");

 private:
  std::string reply_to(const std::string& request) {
    const std::lock_guard lock(mutex_);
    const std::size_t head = http::find_head_end(request);
    heads_.push_back(request.substr(0, head));
    if (request.starts_with("PUT")) return answer(200, "{}");
    std::string text(std::size_t{1} << 20, '\0');
    text.resize(make_decompressor(Compression::gzip)->step(std::string_view(request).substr(head), text).produced);
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
      at = text.find('\n', at) + 1;  // behind the action
      const std::size_t end = text.find('\n', at);
      documents_.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return answers_(bulks_++, count);
  }
};

TEST_F(ElasticsearchTest, WritesARequestWithItsResponse) {
  options_.path = "/prefix";
  options_.authorization = "ApiKey k";
  options_.awaits_replay = true;
  serve([](std::size_t, std::size_t documents) { return ends(std::vector<int>(documents, 201)); });
  const auto output = make();
  output->write(request(1));
  output->write(response(1, MessageType::response));
  output->write(response(1));
  output->write(request(2));
  output->write(response(3));
  finish(*output);
  ASSERT_EQ(documents().size(), 2U);
  EXPECT_NE(documents()[0].find(R"("Req_URL":"/1")"), std::string::npos);
  EXPECT_NE(documents()[0].find(R"("Resp_Status-Code":"200")"), std::string::npos);
  EXPECT_NE(documents()[1].find(R"("Resp_Status-Code":"")"), std::string::npos);
  EXPECT_TRUE(heads_[0].starts_with("POST /prefix/_bulk?")) << heads_[0];
  EXPECT_NE(heads_[0].find("\r\nAuthorization: ApiKey k\r\n"), std::string::npos);
  EXPECT_EQ(station_.out.total(), 3U);
  EXPECT_EQ(station_.ignored("recorded response").total(), 1U);
  EXPECT_EQ(station_.ignored("no request").total(), 1U);
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(ElasticsearchTest, SendsAgainWhatIsRejectedForNow) {
  serve([](std::size_t number, std::size_t documents) {
    if (number == 0) return answer(503, "");
    if (number == 1) return ends({201, 429, 400});
    return ends(std::vector<int>(documents, 201));
  });
  const auto output = make();
  for (int i = 0; i < 3; ++i) output->write(request(i));
  finish(*output);
  EXPECT_EQ(documents().size(), 3U + 3 + 1);
  EXPECT_EQ(station_.out.total(), 2U);
  EXPECT_EQ(station_.failed("mapper_parsing_exception").total(), 1U);
  EXPECT_EQ(test::number_of(station_, "sent again"), 1U);
}

TEST_F(ElasticsearchTest, HalvesABatchThatIsTooLarge) {
  serve([](std::size_t, std::size_t documents) {
    return documents > 3 ? answer(413, "") : ends(std::vector<int>(documents, 201));
  });
  const auto output = make();
  for (int i = 0; i < 10; ++i) output->write(request(i));
  finish(*output);
  EXPECT_EQ(station_.out.total(), 10U);
}

TEST_F(ElasticsearchTest, CountsWhatTheServerRefuses) {
  serve([](std::size_t number, std::size_t) { return number == 0 ? answer(413, "") : answer(200, "<html>"); });
  const auto output = make();
  output->write(request(1));
  ASSERT_TRUE(becomes_true([&] {
    output->write(response(1, MessageType::response));
    return station_.failed("larger than the server takes").total() > 0;
  }));
  output->write(request(2));
  finish(*output);
  EXPECT_EQ(station_.failed("bad response").total(), 1U);
  EXPECT_EQ(station_.held(), 0);
}

TEST_F(ElasticsearchTest, KeepsAFewReasonsOfTheServer) {
  serve([](std::size_t, std::size_t documents) {
    std::string items;
    for (std::size_t i = 0; i < documents; ++i) {
      items += fmt::format(R"({}{{"create":{{"status":400,"error":{{"type":"e{}"}}}}}})", i == 0 ? "" : ",", i);
    }
    return answer(200, fmt::format(R"({{"items":[{}]}})", items));
  });
  const auto output = make();
  for (int i = 0; i < 100; ++i) output->write(request(i));
  finish(*output);
  std::size_t reasons = 0;
  station_.for_each_reason([&](const StationMetrics::Reason& reason) { reasons += reason.count.total() > 0 ? 1 : 0; });
  EXPECT_EQ(reasons, 21U);
  EXPECT_EQ(station_.failed("other").total(), 80U);
}

TEST_F(ElasticsearchTest, InstallsItsTemplateFirst) {
  options_.installs_template = true;
  options_.index = "gor-%Y";
  serve([](std::size_t, std::size_t documents) { return ends(std::vector<int>(documents, 201)); });
  const auto output = make();
  output->write(request(1));
  ASSERT_TRUE(becomes_true([&] {
    const std::lock_guard lock(mutex_);
    return !heads_.empty();
  }));
  finish(*output);
  EXPECT_TRUE(heads_[0].starts_with("PUT /_index_template/gor-?create=true ")) << heads_[0];
  EXPECT_EQ(station_.out.total(), 1U);
}

TEST_F(ElasticsearchTest, DropsAndCountsWhenNothingIsTaken) {
  const auto output = make();
  Message message = request(1);
  message.can_wait = true;
  for (int i = 0; i < 200'000; ++i) output->write(message);
  EXPECT_GT(station_.dropped("queue full").total(), 0U);
  output->close(Clock::now() + 50ms);
  output->join();
  EXPECT_GT(station_.dropped("shutdown").total(), 0U);
  EXPECT_EQ(station_.held(), 0);
  EXPECT_EQ(station_.out.total(), 0U);
}

}  // namespace
}  // namespace gor
