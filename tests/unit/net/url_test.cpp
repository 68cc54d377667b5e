// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::net {
namespace {

TEST(ParseUrlTest, TakesWhatUsersWrite) {
  const struct {
    const char* text;
    bool tls;
    const char* host;
    std::uint16_t port;
    const char* authority;
    const char* user_info;
    const char* target;
  } cases[] = {
      {"staging.com", false, "staging.com", 80, "staging.com", "", ""},
      {"Staging.com:80/", false, "staging.com", 80, "Staging.com", "", "/"},
      {"HTTPS://h", true, "h", 443, "h", "", ""},
      {"https://h:80/a?b#c", true, "h", 80, "h:80", "", "/a?b"},
      {"http://h?b", false, "h", 80, "h", "", "/?b"},
      {"http://u:p%40q@h:8080", false, "h", 8080, "h:8080", "u:p@q", ""},
      {"http://a@b@h", false, "h", 80, "h", "a@b", ""},
      {"[::1]:81/x", false, "::1", 81, "[::1]:81", "", "/x"},
      {"h/x?u=http://y", false, "h", 80, "h", "", "/x?u=http://y"},
      {"http://h:", false, "h", 80, "h", "", ""},
  };
  for (const auto& known : cases) {
    const Url url = parse_url(known.text);
    EXPECT_EQ(url.tls, known.tls) << known.text;
    EXPECT_EQ(url.host, known.host) << known.text;
    EXPECT_EQ(url.port, known.port) << known.text;
    EXPECT_EQ(url.authority, known.authority) << known.text;
    EXPECT_EQ(url.user_info, known.user_info) << known.text;
    EXPECT_EQ(url.target, known.target) << known.text;
  }
}

TEST(ParseUrlTest, SaysWhatIsWrong) {
  for (const char* text : {"", "http://", "http:///path", "http://h:0", "http://h:65536", "http://h:8o", "ftp://h",
                           "http://::1", "http://h/a b", "http://h\r\nX: y"}) {
    const std::string error = test::refusal_of<UsageError>([&] { parse_url(text); });
    EXPECT_NE(error, "accepted") << text;
    EXPECT_NE(error.find(text), std::string::npos) << error;
  }
}

TEST(WithoutPasswordTest, HidesIt) {
  EXPECT_EQ(without_password("http://me:secret@h:81/a"), "http://me:***@h:81/a");
  EXPECT_EQ(without_password("http://me:se@c/r@et@h:81/a"), "http://me:***@h:81/a");
  EXPECT_EQ(without_password("me:p@ss@h"), "me:***@h");
  EXPECT_EQ(without_password("http://TOKEN@h:81/x"), "http://***@h:81/x");
  EXPECT_EQ(without_password("TOKEN@h"), "***@h");
  EXPECT_EQ(without_password("http://me:se/cr?et@h/x"), "http://me:***@h/x");
  EXPECT_EQ(without_password("http://[::1]:81/a@b"), "http://[::1]:81/a@b");
  EXPECT_EQ(without_password("http://h/a:b@c"), "http://h/a:b@c");
  EXPECT_EQ(public_url("http://me:se/c@r?et@h:81/a?token=x#y"), "http://h:81/a");
  EXPECT_EQ(public_url("TOKEN@h?x"), "h");
  EXPECT_EQ(public_url("https://[::1]:81/a@b"), "https://[::1]:81/a@b");
  EXPECT_EQ(without_password("http://me:12/34@h"), "http://me:***@h") << "it might be a port and a path";
  EXPECT_EQ(without_password("http://me:se#cret@h"), "http://me:***@h");
}

TEST(UrlTest, HidesPasswordsInMessages) {
  EXPECT_EQ(without_passwords("--output-http: 'http://me:12/34@h|x' is no value\nme:secret@h: x"),
            "--output-http: 'http://me:***@h|x' is no value\nme:***@h: x");
  EXPECT_EQ(without_passwords("--http-allow-url@output-http:2: a @ b:"), "--http-allow-url@output-http:2: a @ b:");
}

std::string resolved(const char* reference) {
  const Url url = resolve_reference(parse_url("http://me:pw@h:81"), "/a/b?c", reference);
  return (url.tls ? "https://" : "http://") + (url.user_info.empty() ? "" : url.user_info + "@") + url.authority +
         url.target;
}

TEST(ResolveReferenceTest, RemovesDotSegments) {
  const auto target = [](const char* reference) {
    return resolve_reference(parse_url("http://h"), "/a/b/c?d", reference).target;
  };
  EXPECT_EQ(target("../x"), "/a/x");
  EXPECT_EQ(target("./x/./y"), "/a/b/x/y");
  EXPECT_EQ(target("../../../../x"), "/x");
  EXPECT_EQ(target(".."), "/a/");
  EXPECT_EQ(target("."), "/a/b/");
  EXPECT_EQ(target("/x/../y/..?z=../.."), "/?z=../..");
  EXPECT_EQ(target("http://i/x/../y"), "/y");
  EXPECT_EQ(target("/x//../y"), "/x/y");
  EXPECT_EQ(target("/.x/..y/"), "/.x/..y/");
}

TEST(ResolveReferenceTest, ResolvesEveryForm) {
  EXPECT_EQ(resolved("https://x/y"), "https://x/y");
  EXPECT_EQ(resolved("//x/y"), "http://x/y");
  EXPECT_EQ(resolved("/y?z#f"), "http://me:pw@h:81/y?z");
  EXPECT_EQ(resolved("?z"), "http://me:pw@h:81/a/b?z");
  EXPECT_EQ(resolved("y"), "http://me:pw@h:81/a/y");
  EXPECT_EQ(resolved("https://x"), "https://x");
  EXPECT_THROW(resolved("/a b"), UsageError);
  EXPECT_THROW(resolved("ftp://x"), UsageError);
}

}  // namespace
}  // namespace gor::net
