// SPDX-License-Identifier: Apache-2.0
#include "tools/explain.hpp"

#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "record/codec.hpp"
#include "support/fakes.hpp"

namespace gor::tools {
namespace {

/// What is printed about these bytes, which fit into a pipe.
std::string explained(const cli::Settings& settings, std::string_view bytes) {
  int ends[2];
  if (pipe(ends) != 0 || write(ends[1], bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return "?";
  close(ends[1]);
  std::string printed;
  explain(settings, ends[0], [&](std::string_view text) { printed += text; });
  close(ends[0]);
  return printed;
}

cli::Settings with_rules(RuleOptions rules) {
  cli::Settings settings;
  settings.rules = std::move(rules);
  return settings;
}

TEST(Explain, TellsWhatEveryRuleDoesToOneRequest) {
  EXPECT_EQ(explained(with_rules({.set_header = {"X-R: 1"},
                                  .allow_url = {"^/api"},
                                  .disallow_header = {"Host:^internal"},
                                  .rewrite_url = {"/api:/beta"}}),
                      "GET /api/a HTTP/1.1\r\nHost: h\r\n\r\n"),
            "1 GET /api/a HTTP/1.1\n"
            "    http-set-header X-R: 1: changes\n"
            "      + X-R: 1\n"
            "    http-allow-url: passes\n"
            "    http-disallow-header Host:^internal: passes\n"
            "    http-rewrite-url: changes\n"
            "      - GET /api/a HTTP/1.1\n"
            "      + GET /beta/a HTTP/1.1\n"
            "    goes out\n"
            "requests: 1 in, 1 out (1 changed)\n");
}

TEST(Explain, StopsAtTheRuleThatDropsAndCountsIt) {
  EXPECT_EQ(explained(with_rules({.allow_url = {"^/api"}, .rewrite_url = {"/a:/b"}}), "GET / HTTP/1.1\n\n"),
            "1 GET / HTTP/1.1\n"
            "    http-allow-url: drops it\n"
            "requests: 1 in, 0 out (0 changed); 1 dropped by http-allow-url\n");
}

TEST(Explain, ReadsARecordingWithItsResponses) {
  std::string recording;
  append_record(recording, test::make_message(MessageType::request, "a", "GET /1 HTTP/1.1\r\n\r\n"));
  append_record(recording, test::make_message(MessageType::response, "a", "HTTP/1.1 500 No\r\n\r\n"));
  append_record(recording, test::make_message(MessageType::request, "b", "binary"));
  cli::Settings settings;
  settings.disallow_status = {"5xx"};
  EXPECT_EQ(explained(settings, recording),
            "1 GET /1 HTTP/1.1\n"
            "    goes out\n"
            "2 HTTP/1.1 500 No\n"
            "    http-disallow-status: drops it and its request\n"
            "    otherwise follows its request\n"
            "3 binary\n"
            "    no HTTP request: passes all rules\n"
            "requests: 2 in, 2 out (0 changed)\n");
}

TEST(Explain, TellsTheRulesOfOneOutputApart) {
  cli::Settings settings = with_rules({.set_param = {"a=1"}});
  settings.output_rules["output-http:2"] = {.allow_method = {"POST"}};
  EXPECT_EQ(explained(settings, "GET / HTTP/1.1\r\n\r\n"),
            "1 GET / HTTP/1.1\n"
            "    http-set-param a=1: changes\n"
            "      - GET / HTTP/1.1\n"
            "      + GET /?a=1 HTTP/1.1\n"
            "    goes out\n"
            "    to output-http:2:\n"
            "      http-allow-method@output-http:2: drops it\n"
            "requests: 1 in, 1 out (1 changed); 1 dropped by http-allow-method@output-http:2\n");
}

TEST(Explain, ShowsWhatBecomesOfABody) {
  cli::Settings settings;
  settings.prettify_http = true;
  EXPECT_EQ(explained(settings, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
            "1 POST / HTTP/1.1\n"
            "    prettify-http: changes\n"
            "      - Transfer-Encoding: chunked\n"
            "      + Content-Length: 2\n"
            "      body: 12 -> 2 bytes\n"
            "    goes out\n"
            "requests: 1 in, 1 out (1 changed)\n");
}

TEST(Explain, ShowsWhatIsMaskedFirst) {
  cli::Settings settings = with_rules({.allow_header = {"A:secret"}});
  settings.mask.headers = {"A"};
  const std::string text = explained(settings, "GET / HTTP/1.1\r\nA: secret\r\n\r\n");
  EXPECT_TRUE(text.starts_with("1 GET / HTTP/1.1\n    http-mask: changes it\n    http-")) << text;
  EXPECT_TRUE(
      text.ends_with("\n    http-allow-header A:secret: drops it\n"
                     "requests: 1 in, 0 out (0 changed); 1 dropped by http-allow-header A:secret\n"))
      << text;
  settings.mask.json_paths = {"a"};
  EXPECT_EQ(explained(settings, "POST / HTTP/1.1\r\n\r\n{"),
            "1 (a message of 20 bytes)\n"
            "    http-mask: drops it, since it cannot be masked\n"
            "requests: 1 in, 0 out (0 changed); 1 dropped by http-mask\n");
}

TEST(Explain, TellsDamageAndKeepsTerminalsSafe) {
  std::string recording = "1 a 1 0\nGET /\x1b[2J HTTP/1.1\r\n\r\n" + std::string(kRecordSeparator);
  recording += "damaged\nx" + std::string(kRecordSeparator);
  const std::string text = explained({}, recording);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("skipped"), std::string::npos) << text;
}

TEST(Explain, RefusesAWrongRuleAndAnEmptyInputIsNothing) {
  EXPECT_THROW(explained(with_rules({.allow_url = {"("}}), ""), UsageError);
  EXPECT_EQ(explained({}, ""), "requests: 0 in, 0 out (0 changed)\n");
}

}  // namespace
}  // namespace gor::tools
