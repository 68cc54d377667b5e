// SPDX-License-Identifier: Apache-2.0
#include "admin/server.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/becomes_true.hpp"
#include "support/tcp_client.hpp"

namespace gor::admin {
namespace {

using test::becomes_true;
class AdminServerTest : public testing::Test {
 protected:
  /// The complete response.
  std::string ask(std::string_view line, std::string_view fields = "") {
    test::TcpClient client(server_.port());
    client.send(std::string(line) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + std::string(fields) + "\r\n");
    return client.hear_all();
  }
  std::string get(std::string_view path, std::string_view fields = "") {
    return ask("GET " + std::string(path), fields);
  }
  static bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

  Ledger ledger_;
  MemoryBudget memory_{1000};
  report::Source source_{
      .ledger = ledger_, .memory = memory_, .version = "1.2.3", .command_line = {"gor", "--output-http"}};
  StationMetrics& station_ = ledger_.station("output-http");
  AdminServer server_{"127.0.0.1:0", source_};
};

TEST_F(AdminServerTest, AnswersEachPath) {
  EXPECT_TRUE(has(get("/metrics"), "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_TRUE(has(get("/metrics"), "gor_build_info{version=\"1.2.3\"} 1\n"));
  EXPECT_TRUE(has(get("/metrics?x=y", "Accept: application/openmetrics-text\r\n"), "\n# EOF\n"));
  EXPECT_TRUE(has(get("/api/stats"), R"("stations":[{"name":"output-http")"));
  EXPECT_TRUE(has(get("/debug/vars"), R"("cmdline":["gor","--output-http"])"));
  EXPECT_TRUE(has(get("/api/history"), R"([{"version":1)"));
  EXPECT_TRUE(get("/").ends_with("</html>\n"));
  EXPECT_TRUE(has(get("/healthz"), "HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(has(get("/healthz"), "\r\n\r\nok\n"));
  EXPECT_TRUE(has(get("/debug/pprof/heap"), "perf record"));
  EXPECT_TRUE(has(get("/nothing"), "HTTP/1.1 404 Not Found\r\n"));
  EXPECT_TRUE(has(get("/nothing"), "/metrics"));
}

TEST_F(AdminServerTest, SaysWhyGorDoesNotDoItsWork) {
  station_.fail("no space");
  EXPECT_TRUE(has(get("/healthz"), "HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_TRUE(has(get("/healthz"), "\r\n\r\noutput-http: failed: no space\n"));
}

TEST_F(AdminServerTest, TakesOnlyGetAndHead) {
  EXPECT_TRUE(has(ask("POST /metrics"), "HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_TRUE(has(ask("DELETE /"), "Allow: GET, HEAD\r\n"));
  const std::string head = ask("HEAD /api/stats");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n")) << head;
  EXPECT_TRUE(ask("HEAD /api/events").ends_with("\r\n\r\n"));
}

TEST_F(AdminServerTest, SendsEventsUntilTheClientLeaves) {
  test::TcpClient client(server_.port());
  client.send("GET /api/events HTTP/1.1\r\nHost: h\r\n\r\n");
  std::string heard;
  station_.in.add(MessageType::request, 77);
  EXPECT_TRUE(becomes_true([&] {
    heard += client.heard();
    return has(heard, "\"requests\":77") && heard.ends_with("}\n\n");
  }));
  EXPECT_TRUE(has(heard, "Content-Type: text/event-stream\r\n"));
  EXPECT_TRUE(has(heard, "Connection: close\r\n"));
  EXPECT_FALSE(has(heard, "Content-Length"));
}

TEST_F(AdminServerTest, AnswersBesideAnyNumberOfSilentConnections) {
  std::vector<test::TcpClient> silent;
  for (int i = 0; i < 300; ++i) silent.emplace_back(server_.port());
  silent.front().send("GET /metr");
  EXPECT_TRUE(has(get("/healthz"), "200 OK"));
  EXPECT_EQ(silent.front().hear_all(), "") << "it was closed in favour of another one";
  EXPECT_TRUE(has(get("/healthz"), "200 OK"));
}

}  // namespace
}  // namespace gor::admin
