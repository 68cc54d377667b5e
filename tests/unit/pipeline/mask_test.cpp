// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask.hpp"

#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

class MaskTest : public testing::Test {
 protected:
  MaskTest() { std::ofstream(key_file_) << "0123456789abcdef"; }

  std::string masked(MaskOptions options, std::string_view payload, MessageType type = MessageType::request) {
    options.key_file = key_file_;
    StationMetrics station("mask");
    Mask mask(options, station);
    Message message = make_message(type, "a", payload);
    const bool passed = mask.pass(message);
    EXPECT_EQ(station.held(), 0);
    return passed ? std::string(message.payload.view()) : "(dropped)";
  }

  static std::string post(std::string_view type, std::string_view body) {
    return fmt::format("POST / HTTP/1.1\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", type, body.size(), body);
  }
  static std::string multipart(std::string_view head, std::string_view body) {
    return post("multipart/form-data; boundary=\"b\"", fmt::format("--b\r\n{}\r\n{}\r\n--b--\r\n", head, body));
  }

  const std::string key_file_ = testing::TempDir() + "gor_mask_key";
  // printf secret | openssl dgst -sha256 -hmac 0123456789abcdef
  const std::string secret_ = "59fa6a4dccc441a2";
};

TEST_F(MaskTest, ReplacesEveryHeaderOfAName) {
  EXPECT_EQ(
      masked({.headers = {"x-token"}}, "GET / HTTP/1.1\r\nX-Token:  secret \r\nA: secret\r\nx-token: secret\r\n\r\n"),
      "GET / HTTP/1.1\r\nX-Token:  " + secret_ + " \r\nA: secret\r\nx-token: " + secret_ + "\r\n\r\n");
  EXPECT_EQ(masked({.headers = {"Set-Cookie"}}, "HTTP/1.1 200 OK\r\nSet-Cookie: secret\r\n\r\n", MessageType::response),
            "HTTP/1.1 200 OK\r\nSet-Cookie: " + secret_ + "\r\n\r\n");
}

TEST_F(MaskTest, ReplacesEveryParameterOfANameInQueryAndForm) {
  EXPECT_EQ(masked({.params = {"key"}}, "GET /p?key=secret&a=secret&key=&key=secret HTTP/1.1\r\n\r\n"),
            "GET /p?key=" + secret_ + "&a=secret&key=&key=" + secret_ + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(masked({.params = {"pw"}},
                   "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                   "Content-Length: 16\r\n\r\nuser=a&pw=secret"),
            "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
            "Content-Length: 26\r\n\r\nuser=a&pw=" +
                secret_);
}

TEST_F(MaskTest, ReplacesStringsAndNumbersAtAJsonPathAndKeepsTheRest) {
  const std::string result = masked({.json_paths = {"$..pw", "id"}},
                                    "POST / HTTP/1.1\r\nContent-Length: 81\r\n\r\n{ \"pw\":\"secret\",\"id\" : 17, "
                                    "\"x\": [ {\"pw\": \"s\\u0065cret\"} ],\"n\":null }");
  const std::string body = result.substr(result.find("\r\n\r\n") + 4);
  EXPECT_TRUE(body.starts_with("{ \"pw\":\"" + secret_ + "\",\"id\" : ")) << body;
  EXPECT_TRUE(body.ends_with(", \"x\": [ {\"pw\": \"" + secret_ + "\"} ],\"n\":null }")) << body;
  EXPECT_EQ(body.find("17,"), std::string::npos);
  EXPECT_NE(result.find("Content-Length: " + std::to_string(body.size()) + "\r\n"), std::string::npos) << result;
}

TEST_F(MaskTest, ReadsChunkedBodies) {
  EXPECT_EQ(
      masked({.json_paths = {"a"}},
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"a\":\"\r\n8\r\nsecret\"}\r\n0\r\n\r\n"),
      "POST / HTTP/1.1\r\nContent-Length: 24\r\n\r\n{\"a\":\"" + secret_ + "\"}");
}

TEST_F(MaskTest, LeavesABodyWithNothingToMaskAsItWas) {
  for (const char* message : {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"b\":1}\r\n0\r\n\r\n",
                              "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\ntext", "GET / HTTP/1.1\r\n\r\n"}) {
    EXPECT_EQ(masked({.json_paths = {"a"}}, message), message);
  }
}

TEST_F(MaskTest, StopsWhatItCannotReadButMayHaveToMask) {
  for (const char* message :
       {"POST / HTTP/1.1\r\nContent-Type: Application/Problem+JSON\r\nContent-Encoding: br\r\nContent-Length: "
        "2\r\n\r\nxx",
        "POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{\"a\":\"sec",
        "POST / HTTP/1.1\r\nContent-Type: image/png\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nf({\"a\":1)", "binary", "GET / HTTP/2.0\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "GET / HTTP/1.1\r\nA: b",
        "GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n12",
        "POST / HTTP/1.1\r\nContent-Length:\r\n 5\r\n\r\n12345",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Type: a/b?p=secret\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Type: a/b\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Length: 5\r\n\r\n--b\r\n"}) {
    EXPECT_EQ(masked({.params = {"p"}, .json_paths = {"a"}}, message), "(dropped)") << message;
  }
  EXPECT_NE(masked({.headers = {"A"}}, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{\"a\":\"sec"), "(dropped)");
}

TEST_F(MaskTest, PassesMessagesThatEndEarlyIfWhatIsThereIsUnderstood) {
  const MaskOptions options{.headers = {"A"}};
  EXPECT_EQ(masked(options, "POST / HTTP/1.1\r\nContent-Length: 9\r\nA: secret\r\n\r\n{\"a\""),
            "POST / HTTP/1.1\r\nContent-Length: 9\r\nA: " + secret_ + "\r\n\r\n{\"a\"");
  const std::string cut = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
  EXPECT_EQ(masked(options, cut), cut);
  const std::string to_head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n";
  EXPECT_EQ(masked({.json_paths = {"a"}}, to_head, MessageType::response), to_head);
}

TEST_F(MaskTest, ReplacesFoldedHeadersAsIfTheyWereNotFolded) {
  EXPECT_EQ(masked({.headers = {"A"}}, "\r\nGET / HTTP/1.1\r\nA:\r\n secret\r\nB: 1\r\n 2\r\nA : secret\r\n\r\n"),
            "\r\nGET / HTTP/1.1\r\nA:\r\n " + secret_ + "\r\nB: 1\r\n 2\r\nA : " + secret_ + "\r\n\r\n");
  EXPECT_EQ(masked({.headers = {"A"}}, "GET / HTTP/1.1\r\nA: one \r\n\ttwo\r\n\r\n"),
            masked({.headers = {"A"}}, "GET / HTTP/1.1\r\nA: one two\r\n\r\n"));
}

TEST_F(MaskTest, ReplacesHeadersInTrailersAndParts) {
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: ";
  EXPECT_EQ(masked({.headers = {"A"}}, chunked + "secret\r\n\r\n"), chunked + secret_ + "\r\n\r\n");
  EXPECT_EQ(masked({.headers = {"A"}}, multipart("A: secret\r\n", "x")), multipart("A: " + secret_ + "\r\n", "x"));
}

TEST_F(MaskTest, ReplacesParametersOfEveryUrl) {
  const auto in_target = [&](std::string_view target) {
    return masked({.params = {"key"}}, "GET " + std::string(target) + " HTTP/1.1\r\n\r\n");
  };
  const auto expected = [&](std::string_view before, std::string_view after = {}) {
    return "GET " + std::string(before) + secret_ + std::string(after) + " HTTP/1.1\r\n\r\n";
  };
  EXPECT_EQ(in_target("/?k%65y=secret"), expected("/?k%65y="));
  EXPECT_EQ(in_target("/?a=1;key=secret"), expected("/?a=1;key="));
  EXPECT_EQ(in_target("/a;key=secret/b?c=d"), expected("/a;key=", "/b?c=d"));
  EXPECT_EQ(in_target("http://h/?key[]=secret&a"), expected("http://h/?key[]=", "&a"));
  EXPECT_EQ(in_target("/?a=?key=secret"), expected("/?a=?key="));
  EXPECT_EQ(in_target("/?keys=secret&akey=1"), "GET /?keys=secret&akey=1 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(in_target("/?next=%2F%3Fkey%3Dsecret&b").find("secret"), std::string::npos);
  EXPECT_EQ(in_target("/?next=%252F%253Fkey%253Dsecret&b").find("secret"), std::string::npos);
  EXPECT_EQ(in_target("/?key%3Dsecret").find("secret"), std::string::npos);
  for (const char* name : {"Referer", "Location", "content-location"}) {
    const std::string head = "HTTP/1.1 302 Found\r\n" + std::string(name) + ": ";
    EXPECT_EQ(masked({.params = {"key"}}, head + "https://h/a?b=1&key=secret#c\r\n\r\n", MessageType::response),
              head + "https://h/a?b=1&key=" + secret_ + "#c\r\n\r\n");
    EXPECT_EQ(masked({.params = {"key"}}, head + "/a#key=secret\r\n\r\n", MessageType::response),
              head + "/a#key=" + secret_ + "\r\n\r\n");
  }
  EXPECT_EQ(masked({.params = {"key"}}, "GET / HTTP/1.1\r\nX-Original-Url: /?key=secret\r\nCookie: key=1\r\n\r\n"),
            "GET / HTTP/1.1\r\nX-Original-Url: /?key=" + secret_ + "\r\nCookie: key=1\r\n\r\n");
}

TEST_F(MaskTest, ReplacesPartsOfAMultipartForm) {
  const std::string disposition = "Content-Disposition: form-data; name=\"";
  EXPECT_EQ(masked({.params = {"key"}}, multipart(disposition + "key\"\r\n", "secret")),
            multipart(disposition + "key\"\r\n", secret_));
  EXPECT_EQ(masked({.params = {"key"}}, multipart(disposition + "other\"\r\n", "secret")),
            multipart(disposition + "other\"\r\n", "secret"));
  EXPECT_EQ(masked({.json_paths = {"key"}}, multipart(disposition + "other\"\r\n", "{\"key\":\"secret\"}")),
            multipart(disposition + "other\"\r\n", "{\"key\":\"" + secret_ + "\"}"));
  for (const char* head : {"Content-Disposition: form-data\r\n", "Content-Disposition: form-data; name*=utf-8''key\r\n",
                           "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n",
                           "Content-Disposition: form-data; name=a\r\nContent-Type: application/http\r\n", ""}) {
    EXPECT_EQ(masked({.params = {"key"}}, multipart(head, "secret")), "(dropped)") << head;
  }
}

TEST_F(MaskTest, ReadsJsonOfAnyTypeAndSeveralTexts) {
  const MaskOptions options{.json_paths = {"key"}};
  const std::string json = "{\"key\":\"secret\"}";
  const std::string plain = "{\"key\":\"" + secret_ + "\"}";
  EXPECT_EQ(masked(options, post("text/html", "\xef\xbb\xbf" + json)), post("text/html", "\xef\xbb\xbf" + plain));
  EXPECT_EQ(masked(options, post("a/ndjson", json + "\n" + json + "\n")),
            post("a/ndjson", plain + "\n" + plain + "\n"));
  EXPECT_EQ(masked(options, post("application/json", " \r\n")), post("application/json", " \r\n"));
  EXPECT_EQ(masked(options, post("text/event-stream", "data: " + json)), "(dropped)");
  EXPECT_EQ(masked(options, post("text/html", std::string("\xff\xfe{\0\"\0", 6))), "(dropped)");
  EXPECT_EQ(
      masked(options, post("application/x-www-form-urlencoded", "a=%7B%22key%22%3A%22secret%22%7D")).find("secret"),
      std::string::npos);
}

TEST_F(MaskTest, StopsBodiesInWhichNamesLookDifferent) {
  for (const char* charset : {"ibm037", "utf-16", "UTF-7", "\"utf-8", "utf-8; charset=utf-16"}) {
    EXPECT_EQ(masked({.params = {"p"}}, post("text/plain; charset=" + std::string(charset), "x")), "(dropped)")
        << charset;
  }
  for (const char* charset : {"utf-8", "\"UTF-8\"", "ISO-8859-15", "windows-1252"}) {
    EXPECT_NE(masked({.params = {"p"}}, post("text/plain; charset=" + std::string(charset), "x")), "(dropped)")
        << charset;
  }
}

TEST_F(MaskTest, StopsTheResponseOfARequestThatItHasStopped) {
  StationMetrics station("mask");
  Mask mask({.json_paths = {"a"}}, station);
  Message request = make_message(MessageType::request, "a", "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n{");
  Message response = make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_FALSE(mask.pass(request));
  EXPECT_FALSE(mask.pass(response));
  response.id = MessageId("b");
  EXPECT_TRUE(mask.pass(response));
}

TEST_F(MaskTest, AnUntouchedMessageKeepsItsBytes) {
  StationMetrics station("mask");
  Mask mask({.headers = {"A"}, .params = {"p"}, .json_paths = {"a"}}, station);
  Message message =
      make_message(MessageType::request, "a", "POST /?q=1 HTTP/1.1\r\nB: 1\r\nContent-Length: 2\r\n\r\n{}");
  const char* const before = message.payload.view().data();
  EXPECT_TRUE(mask.pass(message));
  EXPECT_EQ(message.payload.view().data(), before);
}

TEST_F(MaskTest, TakesAnotherKeyEachTimeIfNoneIsGiven) {
  StationMetrics station("mask");
  const MaskOptions options{.headers = {"A"}};
  Message first = make_message(MessageType::request, "a", "GET / HTTP/1.1\r\nA: secret\r\n\r\n");
  Message second = first;
  Mask(options, station).pass(first);
  Mask(options, station).pass(second);
  EXPECT_NE(first.payload.view(), second.payload.view());
}

TEST_F(MaskTest, RefusesAWrongPathAndAWeakKey) {
  StationMetrics station("mask");
  EXPECT_THROW(parse_json_paths({"a", "a["}), UsageError);
  EXPECT_THROW(Mask({.headers = {"A", "content-TYPE"}}, station), UsageError);
  EXPECT_THROW(Mask({.headers = {"A"}, .key_file = "/nowhere"}, station), StartError);
  std::ofstream(key_file_) << "short";
  EXPECT_THROW(Mask({.headers = {"A"}, .key_file = key_file_}, station), StartError);
}

}  // namespace
}  // namespace gor
