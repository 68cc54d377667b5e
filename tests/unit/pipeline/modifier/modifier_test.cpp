// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

/// What comes out of a request; "(dropped)" if nothing does.
std::string modified(const RuleOptions& options, std::string_view request) {
  StationMetrics station("filters");
  Modifier modifier(compile(options), station);
  Message message = make_message(MessageType::request, "a", request);
  const bool passed = modifier.pass(message);
  EXPECT_EQ(station.held(), 0);
  return passed ? std::string(message.payload.view()) : "(dropped)";
}

constexpr std::string_view kGet = "GET /p?a=1 HTTP/1.1\r\nHost: h\r\nX: one\r\nX: two\r\n\r\n";
constexpr std::string_view kDropped = "(dropped)";

TEST(Modifier, ComparesMethodsWithCase) {
  EXPECT_EQ(modified({.allow_method = {"HEAD", "GET"}}, kGet), kGet);
  EXPECT_EQ(modified({.allow_method = {"get"}}, kGet), kDropped);
  EXPECT_EQ(modified({.allow_method = {"GET"}}, "PROPFIND / HTTP/1.1\r\n\r\n"), kDropped);
}

TEST(Modifier, LooksAtTheFirstHeaderOfANameAlone) {
  EXPECT_EQ(modified({.allow_header = {"x:one"}}, kGet), kGet);
  EXPECT_EQ(modified({.allow_header = {"x:two"}}, kGet), kDropped);
  EXPECT_EQ(modified({.disallow_header = {"X: ^two$"}}, kGet), kGet);
}

TEST(Modifier, DropsWhereAHeaderThatIsToMatchIsMissing) {
  EXPECT_EQ(modified({.allow_header = {"None:.*"}}, kGet), kDropped);
  EXPECT_EQ(modified({.disallow_header = {"None:.*"}}, kGet), kGet);
  EXPECT_EQ(modified({.allow_header = {"X:one", "Host:x"}}, kGet), kDropped);
}

TEST(Modifier, PassesAnyOfTheAllowedAndNoneOfTheDisallowedUrls) {
  EXPECT_EQ(modified({.allow_url = {"^/q", "a=1$"}}, kGet), kGet);
  EXPECT_EQ(modified({.allow_url = {"^/q"}}, kGet), kDropped);
  EXPECT_EQ(modified({.disallow_url = {"^/q", "a="}}, kGet), kDropped);
}

TEST(Modifier, JudgesBasicCredentialsAlone) {
  const auto with = [](std::string_view authorization) {
    return "GET / HTTP/1.1\r\nAuthorization: " + std::string(authorization) + "\r\n\r\n";
  };
  const RuleOptions options{.basic_auth_filter = {"^joe:"}};
  EXPECT_EQ(modified(options, with("Basic am9lOnNlY3JldA==")), with("Basic am9lOnNlY3JldA=="));  // joe:secret
  EXPECT_EQ(modified(options, with("basic  YW5uOng=")), kDropped);                               // ann:x
  EXPECT_EQ(modified({.basic_auth_filter = {":x$"}}, with("Basic YW5uOng=")), with("Basic YW5uOng="));
  for (const char* other : {"Bearer abc", "Basic", "Basic ", "Basic %%%%", "Basic YW5", ""}) {
    EXPECT_EQ(modified(options, with(other)), with(other)) << other;
  }
  EXPECT_EQ(modified(options, kGet), kGet);
}

TEST(Modifier, LimitsByTheHashOfTheValue) {
  // FNV-1a of "a" is 0xe40c292c, 20 modulo 100.
  const auto request = [](std::string_view value) { return "GET /?p=" + std::string(value) + " HTTP/1.1\r\n\r\n"; };
  EXPECT_EQ(modified({.param_limiter = {"p:20%"}}, request("a")), kDropped);
  EXPECT_EQ(modified({.param_limiter = {"p:21%"}}, request("a")), request("a"));
  EXPECT_EQ(modified({.param_limiter = {"p:0%"}}, "GET /?q=a HTTP/1.1\r\n\r\n"), "GET /?q=a HTTP/1.1\r\n\r\n");
  int passed = 0;
  for (int i = 0; i < 2000; ++i)
    passed += modified({.param_limiter = {"p:1/4"}}, request(std::to_string(i))) != kDropped;
  EXPECT_NEAR(passed, 500, 80);
}

TEST(Modifier, FiltersSeeWhatWasSetBefore) {
  EXPECT_EQ(modified({.set_param = {"a=2"}, .allow_url = {"a=2"}}, "GET /p?a=1 HTTP/1.1\r\n\r\n"),
            "GET /p?a=2 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(modified({.allow_url = {"^/new"}, .rewrite_url = {"^/p:/new"}}, kGet), kDropped);
}

TEST(Modifier, RewritesByTheFirstRuleThatMatches) {
  EXPECT_EQ(modified({.rewrite_url = {"/none:/x", "a:b", "p:q"}}, "GET /pa/a HTTP/1.1\r\n\r\n"),
            "GET /pb/b HTTP/1.1\r\n\r\n");
}

TEST(Modifier, NeverMakesATargetOfNothing) {
  EXPECT_EQ(modified({.rewrite_url = {".*:"}}, kGet), kGet);
}

TEST(Modifier, RewritesEveryHeaderThatIsThere) {
  EXPECT_EQ(modified({.rewrite_header = {"None: a,b", "Host: ^,www.", "X: (o)(n),$2$1", "x: n,N"}}, kGet),
            "GET /p?a=1 HTTP/1.1\r\nHost: www.h\r\nX: Noe\r\nX: two\r\n\r\n");
}

TEST(Modifier, LeavesWhatIsNoRequestAlone) {
  EXPECT_EQ(modified({.allow_method = {"X"}, .set_header = {"A: 1"}}, "binary\r\n\r\n"), "binary\r\n\r\n");
}

TEST(Modifier, AnUntouchedMessageKeepsItsBytes) {
  StationMetrics station("filters");
  Modifier modifier(compile({.set_header = {"Host: h"}, .allow_url = {"/"}, .rewrite_url = {"none:x"}}), station);
  Message message = make_message(MessageType::request, "a", kGet);
  const char* const before = message.payload.view().data();
  EXPECT_TRUE(modifier.pass(message));
  EXPECT_EQ(message.payload.view().data(), before);
}

TEST(Modifier, LetsResponsesShareTheFateOfTheirRequest) {
  StationMetrics station("filters");
  Modifier modifier(compile({.disallow_url = {"^/p"}}), station);
  Message dropped = make_message(MessageType::request, "a", kGet);
  Message passed = make_message(MessageType::request, "b", "GET / HTTP/1.1\r\n\r\n");
  Message response = make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_FALSE(modifier.pass(dropped));
  EXPECT_TRUE(modifier.pass(passed));
  EXPECT_FALSE(modifier.pass(response));
  response.id = MessageId("b");
  EXPECT_TRUE(modifier.pass(response));
  response.id = MessageId("unknown");
  EXPECT_TRUE(modifier.pass(response));
  EXPECT_EQ(station.dropped("http-disallow-url ^/p").total(), 2U);
  EXPECT_EQ(station.held(), 0);
}

TEST(Modifier, ARequestThatComesAgainAndPassesTakesItsResponseAlong) {
  StationMetrics station("filters");
  Modifier modifier(compile({.disallow_url = {"^/p"}}), station);
  Message request = make_message(MessageType::request, "a", kGet);
  EXPECT_FALSE(modifier.pass(request));
  request.payload = Payload("GET / HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(modifier.pass(request));
  Message response = make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_TRUE(modifier.pass(response));
}

/// Random requests and what random rules make of them, line by line.
class RandomRequest {
 public:
  explicit RandomRequest(unsigned seed) : random_(seed) {}

  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  std::string text(std::size_t most, std::string_view of) {
    std::string made;
    for (std::size_t left = pick(most + 1); left > 0; --left) made.push_back(of[pick(of.size())]);
    return made;
  }
  std::string name() { return std::string(1, "abcABC"[pick(6)]); }
  std::string line() {
    if (pick(10) == 0) return " folded" + text(5, "ab:");
    if (pick(10) == 0) return "no colon";
    return name() + text(2, " ") + ":" + text(3, " \t") + text(6, "xyz:=, \x80\xff") + text(2, " ");
  }
  std::string line_end() { return pick(5) == 0 ? "\n" : "\r\n"; }

 private:
  std::mt19937 random_;
};

std::vector<std::string_view> lines_of(std::string_view head) {
  std::vector<std::string_view> lines;
  http::Fields fields(head);
  while (const auto field = fields.next()) lines.push_back(field->line);
  return lines;
}

TEST(Modifier, LeavesWhatNoRuleNamesByteForByte) {
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    RandomRequest random(seed);
    std::string head = "GET /" + random.text(5, "ab?&=/") + " HTTP/1.1\r\n";
    for (std::size_t left = random.pick(6); left > 0; --left) head += random.line() + random.line_end();
    head += "\r\n";
    const std::string body = random.text(20, std::string_view("\0\r\n:aA\xf0", 7));
    const std::string name = random.name();
    RuleOptions options;
    if (random.pick(2) == 0) options.set_header = {name + ": " + random.text(4, "xyz")};
    if (random.pick(2) == 0) options.rewrite_header = {name + ": x,longer"};
    const bool changes_target = random.pick(2) == 0;
    if (changes_target) options.set_param = {"a=" + random.text(3, "xyz")};
    const std::string result = modified(options, head + body);

    ASSERT_TRUE(result.ends_with("\r\n" + body)) << seed;
    const std::size_t old_line = head.find('\n');
    if (!changes_target) {
      ASSERT_EQ(result.substr(0, old_line + 1), head.substr(0, old_line + 1)) << seed;
    }
    const auto before = lines_of(head);
    auto after = lines_of(std::string_view(result).substr(0, result.size() - body.size()));
    const bool is_new = !options.set_header.empty() && !http::find_field(head, name);
    if (is_new) {
      const auto added = http::find_field(result, name)->line;
      const auto place =
          std::find_if(after.begin(), after.end(), [&](auto line) { return line.data() == added.data(); });
      ASSERT_LE(place - after.begin(), after.front().starts_with(' ') ? 1 : 0) << seed;
      after.erase(place);
    }
    ASSERT_EQ(after.size(), before.size()) << seed;
    const auto addressed = http::find_field(head, name);
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (addressed && addressed->line.data() == before[i].data()) {
        // Its name, its spaces and its line end stay.
        const auto value = static_cast<std::size_t>(addressed->value.data() - addressed->line.data());
        const std::size_t behind = addressed->line.size() - value - addressed->value.size();
        ASSERT_EQ(after[i].substr(0, value), before[i].substr(0, value)) << seed;
        ASSERT_EQ(after[i].substr(after[i].size() - behind), before[i].substr(before[i].size() - behind)) << seed;
      } else {
        ASSERT_EQ(after[i], before[i]) << seed;
      }
    }
  }
}

TEST(Modifier, NamesItsRulesWithoutValuesThatMayBeSecrets) {
  StationMetrics station("filters");
  const Modifier modifier(compile({.set_header = {"B: secret"},
                                   .set_param = {"c=secret"},
                                   .disallow_url = {"^/a"},
                                   .allow_header = {"A:^secret"},
                                   .basic_auth_filter = {"me:secret"}}),
                          station);
  std::set<std::string> names;
  station.for_each_reason([&](const StationMetrics::Reason& reason) { names.insert(reason.name); });
  for (const char* name :
       {"http-disallow-url ^/a", "http-basic-auth-filter", "http-set-header B", "http-set-param c"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
  for (const std::string& name : names) EXPECT_EQ(name.find("secret"), name.npos) << name;
}

}  // namespace
}  // namespace gor
