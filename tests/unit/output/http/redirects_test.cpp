// SPDX-License-Identifier: Apache-2.0
#include "output/http/redirects.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace gor {
namespace {

const std::string kRequest =
    "POST /a/b HTTP/1.1\r\nHost: old\r\nCookie: c\r\nAuthorization: Bearer t\r\nProxy-Authorization: Basic "
    "p\r\nContent-Length: 4\r\n\r\nbody";

class RedirectTrailTest : public testing::Test {
 protected:
  void start(const char* url, bool original_host = false) {
    target_ = net::parse_url(url);
    trail_.emplace(target_, original_host);
  }
  /// The request that follows, as it is sent; "" where none does.
  std::string after(int status, const std::string& location, std::string_view asked_for = "/a/b") {
    const std::string head = "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n";
    if (!trail_->follow(status, head, asked_for)) return "";
    RecordedRequest recorded;
    EXPECT_TRUE(recorded.read(kRequest));
    net::PreparedRequest request;
    prepare(recorded, trail_->edits(), request);
    return request.head + std::string(request.body);
  }

  net::Url target_;
  std::optional<RedirectTrail> trail_;
};

TEST_F(RedirectTrailTest, FollowsRedirectsAlone) {
  start("http://h");
  for (const int status : {200, 300, 304, 305, 306, 309, 404}) EXPECT_EQ(after(status, "/x"), "") << status;
  for (const int status : {301, 302, 303, 307, 308}) EXPECT_NE(after(status, "/x"), "") << status;
  EXPECT_EQ(after(302, "ftp://h/x"), "");
  EXPECT_FALSE(trail_->follow(302, "HTTP/1.1 302 Found\r\n\r\n", "/"));
}

TEST_F(RedirectTrailTest, StaysGetOnceItIsGet) {
  start("http://h");
  EXPECT_TRUE(after(307, "/x").starts_with("POST /x "));
  EXPECT_TRUE(after(302, "/y").starts_with("GET /y "));
  const std::string third = after(308, "/z");
  EXPECT_TRUE(third.starts_with("GET /z ")) << third;
  EXPECT_TRUE(third.ends_with("\r\n\r\n")) << "the body was sent again: " << third;
  EXPECT_EQ(third.find("Content-Length"), std::string::npos);
}

TEST_F(RedirectTrailTest, KeepsCredentialsOnTheTargetsHost) {
  start("http://me:pw@h");
  for (const char* location : {"/x", "http://h/x", "http://H:80/x", "//h/x", "https://h/x"}) {
    const std::string next = after(307, location);
    EXPECT_NE(next.find("Cookie: c\r\n"), std::string::npos) << location;
    EXPECT_NE(next.find("Authorization: Basic bWU6cHc=\r\n"), std::string::npos) << location << '\n' << next;
  }
}

TEST_F(RedirectTrailTest, LeavesCredentialsBehindForGoodWhenItLeavesTheTargetsHost) {
  for (const char* elsewhere : {"http://other/x", "http://h:81/x", "https://h:444/x"}) {
    start("http://me:pw@h");
    after(307, "/first");
    for (const char* location : {elsewhere, "/second", "http://h/back"}) {
      const std::string next = after(307, location);
      EXPECT_TRUE(next.ends_with("body")) << next;
      EXPECT_EQ(next.find("Cookie"), std::string::npos) << location << '\n' << next;
      EXPECT_EQ(next.find("Authorization"), std::string::npos) << location << '\n' << next;
    }
  }
  start("https://me:pw@h");
  EXPECT_EQ(after(307, "http://h/x").find("Authorization"), std::string::npos) << "https was left for http";
}

TEST_F(RedirectTrailTest, KeepsTheOriginalHostOnTheTargetsHost) {
  start("http://h", true);
  EXPECT_NE(after(307, "/x").find("Host: old\r\n"), std::string::npos);
  EXPECT_NE(after(307, "http://other:81/x").find("Host: other:81\r\n"), std::string::npos);
}

TEST_F(RedirectTrailTest, ResolvesAgainstTheHopBefore) {
  start("http://h");
  EXPECT_TRUE(after(307, "http://other/c/d/e").starts_with("POST /c/d/e "));
  EXPECT_TRUE(after(307, "../x?y", "/c/d/e").starts_with("POST /c/x?y "));
  EXPECT_EQ(trail_->at().host, "other");
  EXPECT_TRUE(after(307, "http://h").starts_with("POST / "));
}

}  // namespace
}  // namespace gor
