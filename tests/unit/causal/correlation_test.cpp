// SPDX-License-Identifier: Apache-2.0
#include "causal/correlation.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

std::string response(const std::string& headers, const std::string& body = "") {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string request(const std::string& target, const std::string& headers = "", const std::string& body = "") {
  const std::string length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + length + "\r\n" + body;
}

class CorrelationTest : public testing::Test {
 protected:
  void begin(const std::vector<std::string>& rules) {
    correlation_ = std::make_unique<Correlation>(parse_correlation_rules(rules), 1 << 20,
                                                 [this](std::string_view rule) { told_.emplace_back(rule); });
  }
  Correlation::Learnt recorded(std::string_view id, const std::string& bytes) {
    return correlation_->learn(make_message(MessageType::response, id, bytes), now_);
  }
  Correlation::Learnt replayed(std::string_view id, const std::string& bytes, std::uint16_t output = 0) {
    Message message = make_message(MessageType::replayed_response, id, bytes);
    message.output = output;
    return correlation_->learn(message, now_);
  }
  std::string rewritten(const std::string& bytes, std::uint16_t output = 0) {
    const auto result = correlation_->rewritten(Payload(bytes), output, now_);
    return result ? std::string(result->view()) : bytes;
  }

  Correlation::Time now_{};
  std::unique_ptr<Correlation> correlation_;
  std::vector<std::string> told_;
};

TEST_F(CorrelationTest, ACookieIsReplacedWhereverItIsSent) {
  begin({"set-cookie:sid"});
  recorded("a", response("Set-Cookie: sid=old1; Path=/\r\n"));
  EXPECT_EQ(replayed("a", response("Set-Cookie: other=x\r\nSet-Cookie: sid=new22\r\n")).values, 1U);
  EXPECT_EQ(rewritten(request("/x;old1/y?a=old1&b=old12", "Cookie: a=1; sid=old1\r\nX: Bearer old1\r\n")),
            request("/x;new22/y?a=new22&b=old12", "Cookie: a=1; sid=new22\r\nX: Bearer new22\r\n"));
  EXPECT_EQ(rewritten(request("/", "", "sid=old1")), request("/", "", "sid=old1")) << "a body is to be asked for";
  EXPECT_EQ(rewritten(request("/old")), request("/old"));
}

TEST_F(CorrelationTest, TheReplayedResponseMayComeFirst) {
  begin({"header:X-Token -> header:X-Token"});
  EXPECT_EQ(replayed("a", response("x-token: new\r\n")).values, 0U);
  EXPECT_EQ(recorded("a", response("X-Token: old\r\n")).values, 1U);
  EXPECT_EQ(rewritten(request("/old", "X-TOKEN: old\r\nY: old\r\n")), request("/old", "X-TOKEN: new\r\nY: old\r\n"));
}

TEST_F(CorrelationTest, AnIdThatComesAgainBeginsANewExchange) {
  begin({"set-cookie:sid"});
  const auto cookie = [](const std::string& value) { return response("Set-Cookie: sid=" + value + "\r\n"); };
  const std::string asks = request("/", "Cookie: sid=recorded\r\n");
  recorded("a", cookie("recorded"));
  replayed("a", cookie("first"));
  EXPECT_EQ(rewritten(asks), request("/", "Cookie: sid=first\r\n"));
  for (const char* round : {"second", "third"}) {
    replayed("a", cookie(round));
    EXPECT_EQ(recorded("a", cookie("recorded")).values, 1U);
    EXPECT_EQ(rewritten(asks), request("/", "Cookie: sid=" + std::string(round) + "\r\n"));
  }
  recorded("a", cookie("recorded"));
  EXPECT_EQ(rewritten(asks), request("/", "Cookie: sid=third\r\n")) << "its replayed one has not come";
  EXPECT_EQ(replayed("a", cookie("fourth")).values, 1U);
  EXPECT_EQ(rewritten(asks), request("/", "Cookie: sid=fourth\r\n"));
}

TEST_F(CorrelationTest, AnotherExchangeWithTheSameIdIsNotPairedWithTheFirst) {
  begin({"set-cookie:sid"});
  recorded("a", response("Set-Cookie: sid=old1\r\n"));
  replayed("a", response("Set-Cookie: sid=new1\r\n"));
  replayed("a", response("Set-Cookie: sid=new2\r\n"));
  recorded("a", response("Set-Cookie: sid=old2\r\n"));
  EXPECT_EQ(rewritten(request("/old1/old2")), request("/new1/new2"));
}

TEST_F(CorrelationTest, EachOutputHasItsOwnValues) {
  begin({"set-cookie:sid"});
  recorded("a", response("Set-Cookie: sid=old1\r\n"));
  replayed("a", response("Set-Cookie: sid=new1\r\n"), 1);
  replayed("a", response("Set-Cookie: sid=new2\r\n"), 2);
  EXPECT_EQ(rewritten(request("/old1"), 1), request("/new1"));
  EXPECT_EQ(rewritten(request("/old1"), 2), request("/new2"));
  EXPECT_EQ(rewritten(request("/old1"), 3), request("/old1"));
}

TEST_F(CorrelationTest, ValuesInBodies) {
  begin({"json:$.items[*].id -> param:id, json:$.id", "body:csrf\" value=\"([^\"]+)\" -> body"});
  recorded("a", response("Content-Type: application/json\r\n", R"({"items": [{"id": 7}, {"id": "a\/b"}]})"));
  EXPECT_EQ(replayed("a", response("", R"({"items": [{"id": 80}, {"id": "c\"d"}]})")).values, 2U);
  EXPECT_EQ(rewritten(request("/7?id=7&x=7")), request("/7?id=80&x=7"));
  EXPECT_EQ(rewritten(request("/?id=a%2Fb")), request("/?id=c%22d"));
  EXPECT_EQ(rewritten(request("/", "", R"({"id": 7, "x": 7})")), request("/", "", R"({"id": 80, "x": 7})"));
  EXPECT_EQ(rewritten(request("/", "", R"({"id":"a/b"})")), request("/", "", R"({"id":"c\"d"})"));
  EXPECT_EQ(rewritten(request("/", "Content-Type: application/x-www-form-urlencoded\r\n", "y=1&id=7")),
            request("/", "Content-Type: application/x-www-form-urlencoded\r\n", "y=1&id=80"));

  recorded("b", response("", "<input name=\"csrf\" value=\"one\"><input name=\"csrf\" value=\"two\">"));
  EXPECT_EQ(replayed("b", response("", "<input name=\"csrf\" value=\"longer\">")).missing, 1U);
  EXPECT_EQ(rewritten(request("/", "", "csrf=one&x=two")), request("/", "", "csrf=longer&x=two"));
}

TEST_F(CorrelationTest, AChunkedBodyIsRead) {
  begin({"json:$.t"});
  recorded("a", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"t\":\r\n7\r\n\"old1\"}\r\n0\r\n\r\n");
  EXPECT_EQ(replayed("a", response("", R"({"t":"new1"})")).values, 1U);
  EXPECT_EQ(rewritten(request("/?t=old1")), request("/?t=new1"));
}

TEST_F(CorrelationTest, WhatCannotStandInAHeaderIsNotPutThere) {
  begin({"json:$.t"});
  recorded("a", response("", R"({"t":"old1"})"));
  replayed("a", response("", R"({"t":"x\r\nEvil: 1"})"));
  EXPECT_EQ(rewritten(request("/", "X: old1\r\n")), request("/", "X: old1\r\n"));
  EXPECT_EQ(rewritten(request("/?q=old1")), request("/?q=x%0D%0AEvil%3A%201"));
}

TEST_F(CorrelationTest, FramingIsNotTouched) {
  begin({"header:X-Id"});
  recorded("a", response("X-Id: 1234\r\n"));
  replayed("a", response("X-Id: 9\r\n"));
  const std::string text(1234, 'x');
  EXPECT_EQ(rewritten(request("/1234", "", text)), request("/9", "", text));
}

TEST_F(CorrelationTest, ShortValuesAreReplacedOnlyWhereARuleSaysSo) {
  begin({"header:X-Id", "header:Y-Id -> param:y"});
  recorded("a", response("X-Id: 1\r\nY-Id: 2\r\n"));
  replayed("a", response("X-Id: 8\r\nY-Id: 9\r\n"));
  EXPECT_EQ(rewritten(request("/1/2?x=1&y=2&z=2")), request("/1/2?x=1&y=9&z=2"));
}

TEST_F(CorrelationTest, AutoFindsWhatLooksRandomAndSaysWhereItIs) {
  begin({"auto"});
  const auto page = [](const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
    return response(
        "Set-Cookie: sid=" + a + "; HttpOnly\r\nDate: Wed, 25 Nov 2026 17:00:00 GMT\r\nX-Build: 20261125abcdef\r\n",
        R"(<a href="/order/)" + b + R"(/pay"><input name="csrf" value=")" + c + R"("> {"token" : ")" + d + "\"}");
  };
  recorded("a", page("0123456789abcdef", "8f3a9c2e1b7d4f60", "dGhpcyBpcyBhIHRva2Vu1",
                     "550e8400-e29b-41d4-a716-446655440000"));
  EXPECT_GE(replayed("a", page("fedcba9876543210", "1234abcd5678dcba", "bmV3IHRva2Vu2",
                               "00000000-e29b-41d4-a716-446655440001"))
                .values,
            4U);
  EXPECT_EQ(
      rewritten(request("/order/8f3a9c2e1b7d4f60/items", "Cookie: sid=0123456789abcdef\r\nX-Build: 20261125abcdef\r\n",
                        R"({"csrf":"dGhpcyBpcyBhIHRva2Vu1","t":"550e8400-e29b-41d4-a716-446655440000"})")),
      request("/order/1234abcd5678dcba/items", "Cookie: sid=fedcba9876543210\r\nX-Build: 20261125abcdef\r\n",
              R"({"csrf":"bmV3IHRva2Vu2","t":"00000000-e29b-41d4-a716-446655440001"})"));
  ASSERT_EQ(told_.size(), 4U);
  EXPECT_EQ(told_[1], "set-cookie:sid -> cookie:sid");
  EXPECT_EQ(told_[3], "json:$..token -> body");
  for (const std::string& rule : told_) EXPECT_NO_THROW(parse_correlation_rules({rule})) << rule;
}

TEST_F(CorrelationTest, ARuleThatAutoProposesFindsTheSame) {
  const auto page = [](const std::string& token) {
    return response("", "<input name=\"csrf\" value=\"" + token + "\">");
  };
  begin({"auto"});
  recorded("a", page("0123456789abcdef"));
  replayed("a", page("fedcba9876543210"));
  rewritten(request("/?x=0123456789abcdef"));
  ASSERT_EQ(told_.size(), 1U);
  begin({told_[0]});
  recorded("a", page("0123456789abcdef"));
  EXPECT_EQ(replayed("a", page("fedcba9876543210")).values, 1U) << told_[0];
  EXPECT_EQ(rewritten(request("/?x=0123456789abcdef")), request("/?x=fedcba9876543210"));
}

TEST_F(CorrelationTest, WhereValuesAreRandomThoseCountThatDoNotLookIt) {
  begin({"auto"});
  recorded("a", response("Set-Cookie: sid=abc123def456\r\n", R"({"token": "abc123def457"})"));
  recorded("b", response("Set-Cookie: sid=abcdefghijkl\r\n", R"({"token": "abcdefghijkm"})"));
  EXPECT_EQ(replayed("b", response("Set-Cookie: sid=zyxwvutsrqpo\r\n", R"({"token": "999999999999"})")).values, 2U);
  EXPECT_EQ(rewritten(request("/abcdefghijkl/abcdefghijkm")), request("/zyxwvutsrqpo/999999999999"));
}

TEST_F(CorrelationTest, HeadersAboutTheResponseItselfAreNoValues) {
  begin({"auto"});
  recorded("a", response("Content-Type: text/html;charset=utf-8\r\nServer: nginx/1.22.1-debian\r\n"));
  EXPECT_EQ(replayed("a", response("Content-Type: text/json;charset=utf-8\r\nServer: nginx/1.18.0-debian\r\n")).values,
            0U);
}

TEST_F(CorrelationTest, TheSameValueAgainIsNoValue) {
  begin({"auto"});
  recorded("a", response("ETag: \"0123456789abcdef\"\r\n"));
  EXPECT_EQ(replayed("a", response("ETag: \"0123456789abcdef\"\r\n")).values, 0U);
}

TEST_F(CorrelationTest, IsForgottenAfterAnHour) {
  begin({"set-cookie:sid"});
  recorded("a", response("Set-Cookie: sid=old1\r\n"));
  replayed("a", response("Set-Cookie: sid=new1\r\n"));
  now_ += std::chrono::minutes(50);
  EXPECT_EQ(rewritten(request("/old1")), request("/new1"));
  now_ += std::chrono::minutes(50);
  recorded("b", response("Set-Cookie: sid=old2\r\n"));
  replayed("b", response("Set-Cookie: sid=new2\r\n"));
  EXPECT_EQ(rewritten(request("/old1")), request("/new1")) << "used since";
  now_ += std::chrono::minutes(61);
  recorded("c", response("Set-Cookie: sid=old3\r\n"));
  replayed("c", response("Set-Cookie: sid=new3\r\n"));
  EXPECT_EQ(rewritten(request("/old1/old2/old3")), request("/old1/old2/new3"));
}

TEST_F(CorrelationTest, RandomBytesDoNoHarm) {
  std::mt19937 rng(5);
  const auto random_text = [&] {
    std::string text;
    for (int i = std::uniform_int_distribution<int>(0, 200)(rng); i > 0; --i) {
      constexpr std::string_view kLikely = "0123456789abcdefABCDEF%=/.&?;:\"{}[]\r\n\r\n <>";
      text.push_back(kLikely[std::uniform_int_distribution<std::size_t>(0, kLikely.size() - 1)(rng)]);
    }
    return text;
  };
  begin({"auto", "json:$..* -> json:$..*, param:a", "body:([a-f0-9]{4,}) -> body", "header:X"});
  for (int i = 0; i < 3000; ++i) {
    const std::string id = std::to_string(i);
    recorded(id, response("X: " + random_text() + "\r\n", random_text()));
    replayed(id, response("X: " + random_text() + "\r\n", random_text()));
    rewritten(request("/" + random_text(), random_text(), random_text()));
    rewritten(random_text());
  }
}

TEST(CorrelationRules, RefuseWhatIsNone) {
  for (const char* text : {"", "cookie:a", "set-cookie:", "set-cookie", "json:[", "body:x", "body:(", "body:(a)(b)",
                           "auto -> body", "header:a -> ", "header:a -> query:x", "header:a -> cookie:",
                           "header:a -> body,", "header:a->cookie:a", "json:$.a->body", "Auto"}) {
    EXPECT_THROW(parse_correlation_rules({text}), UsageError) << text;
  }
  EXPECT_EQ(parse_correlation_rules({"body:a -> (b) -> body"}).front().uses.size(), 1U);
}

TEST_F(CorrelationTest, StagesCountWhatTheyDo) {
  begin({"set-cookie:sid"});
  StationMetrics learning("correlation");
  StationMetrics rewriting("correlation of output-http");
  CorrelationLearner learner(*correlation_, false, learning);
  CorrelationRewriter rewriter(*correlation_, 0, rewriting);
  Message a_request = make_message(MessageType::request, "a", request("/old1"));
  Message recorded_one = make_message(MessageType::response, "a", response("Set-Cookie: sid=old1\r\n"));
  Message replayed_one = make_message(MessageType::replayed_response, "a", response("Set-Cookie: sid=new1\r\n"));
  EXPECT_TRUE(learner.pass(a_request));
  EXPECT_TRUE(learner.pass(recorded_one));
  EXPECT_FALSE(learner.pass(replayed_one)) << "nobody else has asked for it";
  EXPECT_TRUE(rewriter.pass(a_request));
  EXPECT_EQ(a_request.payload.view(), request("/new1"));
  EXPECT_EQ(learning.counter(metrics::kLearnt).get(), 1U);
  EXPECT_EQ(rewriting.counter(metrics::kRewritten).get(), 1U);
  EXPECT_EQ(learning.held() + rewriting.held(), 0);
}

}  // namespace
}  // namespace gor
