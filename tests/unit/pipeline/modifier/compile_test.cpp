// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "pipeline/modifier/rules.hpp"
#include "support/refusal.hpp"

namespace gor {
namespace {

std::string error_of(const RuleOptions& options) {
  return test::refusal_of<UsageError>([&] { compile(options); });
}

TEST(Compile, PutsTheRulesInTheOrderInWhichARequestPassesThem) {
  RuleOptions options;
  options.rewrite_header = {"A: b,c"};
  options.allow_url = {"/a", "/b"};
  options.set_param = {"p=1", "q=2"};
  options.allow_method = {"GET", "HEAD"};
  std::vector<std::string> names;
  for (const Rule& rule : compile(options)) names.push_back(rule.name);
  const std::vector<std::string> expected{"http-allow-method", "http-set-param p=1", "http-set-param q=2",
                                          "http-allow-url", "http-rewrite-header A: b,c"};
  EXPECT_EQ(names, expected);
}

TEST(Compile, NamesTheFlagTheValueAndTheCharacter) {
  EXPECT_EQ(error_of({.allow_url = {"/ok", "/api("}}),
            "--http-allow-url: '/api(', character 6: no regular expression: missing )");
  EXPECT_EQ(error_of({.allow_header = {"Host:a**"}}),
            "--http-allow-header: 'Host:a**', character 7: no regular expression: bad repetition operator");
  EXPECT_EQ(error_of({.disallow_header = {"Host"}}),
            "--http-disallow-header: 'Host', character 5: ':' is missing: NAME:REGEX");
  EXPECT_EQ(error_of({.set_header = {": x"}}), "--http-set-header: ': x', character 1: a name is missing: NAME: VALUE");
  EXPECT_EQ(error_of({.set_header = {"A B: x"}}),
            "--http-set-header: 'A B: x', character 2: a header's name has no such character");
  EXPECT_EQ(error_of({.set_header = {"A: x\r\nB: y"}}),
            "--http-set-header: 'A: x\r\nB: y', character 5: a line end is not allowed here");
  EXPECT_EQ(error_of({.set_param = {"a"}}), "--http-set-param: 'a', character 2: '=' is missing: NAME=VALUE");
  EXPECT_EQ(error_of({.rewrite_url = {"/a"}}),
            "--http-rewrite-url: '/a', character 3: ':' is missing: REGEX:REPLACEMENT");
  EXPECT_EQ(error_of({.rewrite_header = {"A: b"}}),
            "--http-rewrite-header: 'A: b', character 5: ',' is missing: NAME: REGEX,REPLACEMENT");
}

TEST(Compile, TakesSharesFromNoneToAll) {
  for (const char* share : {"0%", "100%", "1/2", "1/1", " 50%"}) {
    EXPECT_EQ(error_of({.header_limiter = {std::string("A:") + share}}), "accepted") << share;
  }
  EXPECT_EQ(error_of({.header_limiter = {"A:101%"}}),
            "--http-header-limiter: 'A:101%', character 3: a share cannot exceed 100%");
  for (const char* share : {"50", "x%", "", "-1%", "1/0", "2/1", "1/2%", "99999999999%"}) {
    EXPECT_EQ(error_of({.param_limiter = {std::string("a:") + share}}),
              std::string("--http-param-limiter: 'a:") + share + "', character 3: a share is 0% to 100%, or 1/2");
  }
}

TEST(Compile, DoubtsAPatternThatOnlyADomainCouldMatch) {
  EXPECT_EQ(doubts({.allow_url = {"^/api", "api", "^http://h", "^(a|/b)"}, .disallow_url = {"^www."}}),
            (std::vector<std::string>{"--http-disallow-url: '^www.' is compared with path and query, which begin with "
                                      "'/'; for a domain use --http-disallow-header 'Host:^www.'"}));
}

TEST(Compile, DoubtsAReplacementThatNamesAGroupThatIsNotThere) {
  EXPECT_EQ(
      doubts({.rewrite_url = {"/v1/(.*):/v2/$1", "/(a)/(?P<n>b):/$2x/${1}$n"},
              .rewrite_header = {"X: (a),$1$$2", "X: a,${other}"}}),
      (std::vector<std::string>{
          "--http-rewrite-url /(a)/(?P<n>b):/$2x/${1}$n: the expression has no group '2x', which the replacement "
          "names: it is always empty",
          "--http-rewrite-header X: a,${other}: the expression has no group 'other', which the replacement names: "
          "it is always empty"}));
}

TEST(Compile, KnowsThatAHostIsRewritten) {
  EXPECT_TRUE(rewrites_host({.rewrite_header = {"A: 1,2", "host: a,b"}}));
  EXPECT_FALSE(rewrites_host({.set_header = {"Host: a"}, .rewrite_header = {"Hosts: a,b"}}));
}

TEST(Compile, KnowsThatAHostIsSet) {
  EXPECT_TRUE(sets_host({.set_header = {"A: 1", " host : h"}}));
  EXPECT_FALSE(sets_host({.set_header = {"Hosts: 1"}}));
}

}  // namespace
}  // namespace gor
