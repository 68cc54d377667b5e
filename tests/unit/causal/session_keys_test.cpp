// SPDX-License-Identifier: Apache-2.0
#include "causal/session_keys.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

Message request(std::string_view connection, const std::string& head) {
  const std::string id = std::string(connection) + std::string(16 - connection.size(), '0') + "00000001";
  return make_message(MessageType::request, id, head + "\r\n\r\n");
}

SessionKeys::Key key_of(const SessionKeys& keys, const Message& message) {
  return keys.key_of(keys.values_of(message), message.id);
}

TEST(SessionKeys, AreTheTcpConnectionIfNothingIsSaid) {
  const SessionKeys keys;
  EXPECT_EQ(key_of(keys, request("a", "GET /1 HTTP/1.1")), key_of(keys, request("a", "GET /2 HTTP/1.1")));
  EXPECT_NE(key_of(keys, request("a", "GET /1 HTTP/1.1")), key_of(keys, request("b", "GET /1 HTTP/1.1")));
  EXPECT_FALSE(keys.follows_responses());
}

TEST(SessionKeys, AreTheValuesAtAllPlacesTogether) {
  const SessionKeys keys({"cookie:sid", "param:user"});
  const auto key = key_of(keys, request("a", "GET /?user=u HTTP/1.1\r\nCookie: x=1; sid=s"));
  EXPECT_EQ(key, key_of(keys, request("b", "GET /x?y=1&user=u HTTP/1.1\r\nCookie: sid=s")));
  EXPECT_NE(key, key_of(keys, request("a", "GET /?user=u HTTP/1.1\r\nCookie: sid=t")));
  EXPECT_NE(key, key_of(keys, request("a", "GET /?user=v HTTP/1.1\r\nCookie: sid=s")));
  EXPECT_NE(key, key_of(keys, request("a", "GET /?user=s HTTP/1.1\r\nCookie: sid=u")));
}

TEST(SessionKeys, ARequestWithoutAValueBelongsToItsConnection) {
  const SessionKeys keys({"header:X-User"});
  EXPECT_EQ(key_of(keys, request("a", "GET / HTTP/1.1")), key_of(keys, request("a", "GET / HTTP/1.1\r\nx-user:")));
  EXPECT_NE(key_of(keys, request("a", "GET / HTTP/1.1")), key_of(keys, request("b", "GET / HTTP/1.1")));
  EXPECT_EQ(key_of(keys, request("a", "GET / HTTP/1.1\r\nX-User: u")),
            key_of(keys, request("b", "GET / HTTP/1.1\r\nx-user: u")));
  EXPECT_EQ(key_of(keys, request("a", "no request")), key_of(keys, request("a", "GET / HTTP/1.1")));
}

TEST(SessionKeys, AResponseSaysWhoTheClientWillBe) {
  const SessionKeys keys({"cookie:sid", "header:X-Tenant"});
  const Message login = request("a", "POST /login HTTP/1.1\r\nX-Tenant: t");
  const Message answer = request("a", "HTTP/1.1 200 OK\r\nSet-Cookie: other=1\r\nSet-Cookie: sid=new; Path=/");
  const auto after = keys.key_after(answer, keys.values_of(login));
  ASSERT_TRUE(after);
  EXPECT_EQ(*after, key_of(keys, request("b", "GET / HTTP/1.1\r\nX-Tenant: t\r\nCookie: sid=new")));

  const Message same = request("a", "GET / HTTP/1.1\r\nX-Tenant: t\r\nCookie: sid=new");
  EXPECT_FALSE(keys.key_after(answer, keys.values_of(same))) << "nothing has changed";
  EXPECT_FALSE(keys.key_after(answer, keys.values_of(request("a", "GET / HTTP/1.1")))) << "no tenant is known";
  EXPECT_FALSE(keys.key_after(request("a", "HTTP/1.1 200 OK"), keys.values_of(login)));
}

TEST(SessionKeys, RefuseWhatIsNoPlace) {
  for (const char* text : {"", "ip", "cookie", "cookie:", "body:x", ":x", "TCP"}) {
    EXPECT_THROW(SessionKeys({text}), UsageError) << text;
  }
}

}  // namespace
}  // namespace gor
