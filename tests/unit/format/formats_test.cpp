// SPDX-License-Identifier: Apache-2.0
#include "format/formats.hpp"

#include <random>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "format/json_text.hpp"
#include "http/base64.hpp"
#include "support/fakes.hpp"

namespace gor::format {
namespace {

using test::make_message;

constexpr std::int64_t kTime = 1'700'000'000'000'000'000;  // 2023-11-14T22:13:20Z

Message request(std::string_view payload, std::string_view id = "00000000000000000000abcd") {
  return make_message(MessageType::request, id, payload, kTime);
}

std::string text_of(const Message& message) {
  return std::string(message.payload.view());
}

TEST(JsonText, KnowsUtf8FromOtherBytes) {
  for (const char* good :
       {"", "a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xb5", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8", "a\xff"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
  EXPECT_EQ(as_utf8("\xe4"), "\xc3\xa4");
}

TEST(JsonText, Base64ThereAndBack) {
  EXPECT_EQ(http::to_base64("ab"), "YWI=");
  EXPECT_EQ(from_loose_base64("YW\r\nI"), "ab") << "line ends, and no padding";
  EXPECT_EQ(from_loose_base64(""), "");
  for (const char* bad : {"a", "a===", "?!?!", "===="}) EXPECT_FALSE(from_loose_base64(bad)) << bad;
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(from_loose_base64(http::to_base64(bytes)), bytes);
  }
}

TEST(JsonLine, HasEverything) {
  EXPECT_EQ(json_line(request("POST /a?b HTTP/1.1\r\nHost: h\r\nX: \xe4\r\nContent-Length: 3\r\n\r\n\"\n1")),
            R"({"type":"request","id":"00000000000000000000abcd","time":"2023-11-14T22:13:20Z",)"
            R"("timestamp":1700000000000000000,"latency":-1,"method":"POST","url":"http://h/a?b",)"
            R"("headers":[["Host","h"],["X","ä"],["Content-Length","3"]],"body":"\"\n1"})"
            "\n");
  Message response = make_message(MessageType::replayed_response, "x",
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\xff\r\n0\r\n\r\n", kTime);
  response.output = 2;
  response.timestamp = kNoTimestamp;
  EXPECT_EQ(json_line(response), R"({"type":"replayed_response","id":"x","latency":-1,"output":2,"status":200,)"
                                 R"("headers":[["Content-Length","1"]],"body_base64":"/w=="})"
                                 "\n");
  EXPECT_NE(json_line(request("\x01\x02")).find(R"("start_line":"\u0001\u0002")"), std::string::npos);
}

TEST(Exchanges, PutTogetherWhatBelongsTogether) {
  std::string seen;
  Exchanges exchanges([&](const Exchange& exchange) {
    seen += std::string(exchange.request.id.view()) + (exchange.response ? "+ " : "- ");
  });
  const auto response = [](std::string_view id) { return make_message(MessageType::response, id); };
  for (const char* id : {"a", "b", "c"}) exchanges.add(request("", id));
  exchanges.add(response("b"));
  exchanges.add(response("b"));  // that of a replay
  exchanges.add(response("x"));
  exchanges.add(request("", "a"));  // again, before its response
  EXPECT_EQ(seen, "b+ a- ");
  exchanges.finish();
  EXPECT_EQ(seen, "b+ a- a- c- ");
}

TEST(Exchanges, HoldNoMoreThanTheyMay) {
  std::size_t given = 0;
  Exchanges exchanges([&](const Exchange&) { ++given; });
  const std::string large(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 100; ++i) exchanges.add(request(large, std::to_string(i)));
  EXPECT_EQ(given, 36U);
  exchanges.finish();
  EXPECT_EQ(given, 100U);
}

TEST(Har, AnExchangeComesBackAsItWas) {
  Exchange exchange{
      request("POST /a?b=c&d HTTP/1.1\r\nHost: h:8080\r\nContent-Type: x/y\r\nContent-Length: 2\r\n\r\n\xff\x01"), {}};
  exchange.response = make_message(MessageType::response, exchange.request.id.view(),
                                   "HTTP/1.1 404 Not Here\r\nX: 1\r\nContent-Length: 3\r\n\r\nabc", kTime + 5'000'000);
  exchange.response->latency = std::chrono::nanoseconds(1500);
  const Exchange back = from_har_entry(har_entry(exchange), 7);
  EXPECT_EQ(text_of(back.request), text_of(exchange.request));
  EXPECT_EQ(text_of(*back.response), text_of(*exchange.response));
  EXPECT_EQ(back.request.id, exchange.request.id);
  EXPECT_EQ(back.request.timestamp, exchange.request.timestamp);
  EXPECT_EQ(back.response->timestamp, exchange.response->timestamp);
  EXPECT_EQ(back.response->latency, exchange.response->latency);
}

TEST(Har, BodiesAreDecodedAndComeBackWithTheirLength) {
  const Exchange exchange{
      request("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"), {}};
  const Exchange back = from_har_entry(har_entry(exchange), 7);
  EXPECT_EQ(text_of(back.request), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_FALSE(back.response);
}

TEST(Har, AHostThatIsNoneDoesNotChangeTheTarget) {
  const Exchange exchange{request("GET /a HTTP/1.1\r\nHost: h/x\r\n\r\n"), {}};
  EXPECT_EQ(text_of(from_har_entry(har_entry(exchange), 7).request), text_of(exchange.request));
}

// As browsers, proxies and people write it.
TEST(Har, IsReadInEveryShape) {
  const auto read = [](const std::string& of_request) {
    return text_of(
        from_har_entry(R"({"startedDateTime":"2023-11-14T22:13:20.5+00:00","request":{)" + of_request + "}}", 1)
            .request);
  };
  EXPECT_EQ(
      read(
          R"("method":"GET","url":"https://user@h/a?b#c","httpVersion":"h2","headers":[{"name":":authority","value":"h"},{"name":"x","value":"1"}])"),
      "GET /a?b HTTP/1.1\r\nx: 1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(read(R"("method":"GET","url":"http://h","httpVersion":"HTTP/1.0","headers":{"X":"1","Host":"other"})"),
            "GET / HTTP/1.0\r\nX: 1\r\nHost: other\r\n\r\n");
  EXPECT_EQ(
      read(
          R"("method":"POST","url":"http://h/","headers":[],"postData":{"params":[{"name":"a b","value":"&"},{"name":"c"}]})"),
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\na%20b=%26&c=");
  EXPECT_EQ(read(R"("method":"POST","url":"http://h/","postData":{"text":"/w==","encoding":"base64"})"),
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n\xff");
  EXPECT_EQ(
      read(
          R"("method":"POST","url":"http://h/","headers":[{"name":"A","value":"b\r\nC: d"},{"name":"Content-Encoding","value":"gzip"}])"),
      "POST / HTTP/1.1\r\nA: b\r\nA: C: d\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
      << "no header slips in";
}

TEST(Har, FormsCookiesAndBlanksBecomeThoseOfHttp1) {
  const auto read = [](const std::string& of_request) {
    return text_of(
        from_har_entry(R"({"startedDateTime":"2023-11-14T22:13:20Z","request":{)" + of_request + "}}", 1).request);
  };
  // A form with parts: its boundary is the header's, or a new one that the header names from then on.
  const std::string params =
      R"("params":[{"name":"a\"b","value":"1"},{"name":"f","fileName":"x.txt","contentType":"text/plain","value":"two\nlines"}])";
  const auto parts = [](const std::string& boundary) {
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n--" + boundary +
           "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: "
           "text/plain\r\n\r\ntwo\nlines\r\n--" +
           boundary + "--\r\n";
  };
  const std::string with_boundary = read(
      R"("method":"POST","url":"http://h/","headers":[{"name":"content-type","value":"multipart/form-data; boundary=\"x y\""}],)"
      R"("postData":{"mimeType":"multipart/form-data",)" +
      params + "}");
  EXPECT_EQ(with_boundary,
            "POST / HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=\"x y\"\r\nHost: h\r\nContent-Length: " +
                std::to_string(parts("x y").size()) + "\r\n\r\n" + parts("x y"));
  const std::string without =
      read(R"("method":"POST","url":"http://h/","postData":{"mimeType":"multipart/form-data",)" + params + "}");
  const std::string ours = "----gor-5d2c9be01f7a4386";
  EXPECT_EQ(without, "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=" + ours +
                         "\r\nHost: h\r\nContent-Length: " + std::to_string(parts(ours).size()) + "\r\n\r\n" +
                         parts(ours));
  EXPECT_EQ(read(R"("method":"POST","url":"http://h/","postData":{"mimeType":"application/json","text":"{}"})"),
            "POST / HTTP/1.1\r\nContent-Type: application/json\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(
      read(
          R"("method":"GET","url":"http://h/","headers":[{"name":"cookie","value":"a=1"},{"name":"X","value":"1\n2"},{"name":"Cookie","value":"b=2\nc=3"}])"),
      "GET / HTTP/1.1\r\ncookie: a=1; b=2; c=3\r\nX: 1\r\nX: 2\r\nHost: h\r\n\r\n");
  EXPECT_EQ(read(R"("method":"GET","url":"HTTP://h/a b?c=\td e")"),
            "GET /a%20b?c=%09d%20e HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(read(R"("method":"GET","url":"https://h?a b")"), "GET /?a%20b HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(Har, WhatABrowserLoadedFromElsewhereIsNoRequest) {
  for (const char* url :
       {"blob:https://h/1-2", "chrome-extension://abc/x.js", "moz-extension://abc/x.js", "file:///etc/x",
        "data:text/plain,http://x", "ws://h/", "wss://h/", "about:blank", "h/a", ""}) {
    const std::string entry =
        fmt::format(R"({{"startedDateTime":"2023-11-14T22:13:20Z","request":{{"method":"GET","url":"{}"}}}})", url);
    try {
      from_har_entry(entry, 1);
      FAIL() << url;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(std::string(error.what()), fmt::format("its URL is not of HTTP: {}", url));
    }
  }
}

TEST(Har, AResponseKeepsItsSeveralCookies) {
  const Exchange exchange = from_har_entry(
      R"({"startedDateTime":"2023-11-14T22:13:20Z","request":{"method":"GET","url":"http://h/"},)"
      R"("response":{"status":200,"statusText":"OK","headers":[{"name":"Set-Cookie","value":"a=1\nb=2"}]}})",
      1);
  EXPECT_EQ(text_of(*exchange.response),
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n");
}

TEST(Har, SaysWhatIsWrongWithAnEntry) {
  for (
      const char* bad :
      {"", "{", "[]", "{}", R"({"startedDateTime":"yesterday"})", R"({"startedDateTime":"2023-11-14"})",
       R"({"startedDateTime":"2023-11-14","request":{"url":"/a"}})",
       R"({"startedDateTime":"2023-11-14","request":{"url":"http://h/","method":"G ET"}})",
       R"({"startedDateTime":"2023-11-14","request":{"url":"http://h/","method":"POST","postData":{"text":"?","encoding":"base64"}}})"}) {
    EXPECT_THROW(from_har_entry(bad, 1), std::runtime_error) << bad;
  }
}

TEST(HarEntries, AreCutOutWhereverThePiecesEnd) {
  const std::string har = R"({"x":{"entries":[{"no":1}]},"log":{"version":"1.2","pages":[{"a":"entries"}],"entries":[)"
                          R"({"a":"}\"]","b":[{}]}, {"c":{}} ],"more":[1]}})";
  for (std::size_t size = 1; size < har.size(); ++size) {
    std::vector<std::string> found;
    HarEntries entries([&](std::string_view entry) { found.emplace_back(entry); });
    for (std::size_t at = 0; at < har.size(); at += size) entries.feed(std::string_view(har).substr(at, size));
    EXPECT_EQ(found, (std::vector<std::string>{R"({"no":1})", R"({"a":"}\"]","b":[{}]})", R"({"c":{}})"})) << size;
    EXPECT_TRUE(entries.is_whole());
  }
  HarEntries cut([](std::string_view) {});
  cut.feed(R"({"log":{"entries":[{"a":1},)");
  EXPECT_FALSE(cut.is_whole());
}

TEST(AccessLog, LinesOfNginxAndApacheAreRequests) {
  const auto read = [](std::string_view line) {
    const auto message = from_access_log(line, "h", 1);
    return message ? text_of(*message) : "none";
  };
  EXPECT_EQ(
      read(
          R"(1.2.3.4 - bob [14/Nov/2023:22:13:20 +0000] "GET /a?b HTTP/1.1" 200 12 "http://r/" "Mozilla (\x22X\x22) \"Y\"")"),
      "GET /a?b HTTP/1.1\r\nHost: h\r\nUser-Agent: Mozilla (\"X\") \"Y\"\r\nReferer: http://r/\r\n\r\n");
  EXPECT_EQ(read(R"(::1 - - [14/Nov/2023:22:13:20 +0000] "POST / HTTP/1.0" 200 - "-" "-")"),
            "POST / HTTP/1.0\r\nHost: h\r\n\r\n");
  EXPECT_EQ(read(R"(::1 - - [14/Nov/2023:22:13:20 +0000] "POST / HTTP/1.0" 200 5)"),
            "POST / HTTP/1.0\r\nHost: h\r\n\r\n");
  for (const char* bad :
       {"", "x", R"(::1 - - [x] "GET / HTTP/1.1" 200 5)", R"(::1 - - [14/Nov/2023:22:13:20 +0000] "-" 400 0)",
        R"(::1 - - [14/Nov/2023:22:13:20 +0000] "\x16\x03\x01" 400 0)",
        R"(::1 - - [14/Nov/2023:22:13:20 +0000] "GET /)"}) {
    EXPECT_EQ(read(bad), "none") << bad;
  }
  EXPECT_EQ(from_access_log(R"(1 - - [14/Nov/2023:22:13:20 +0000] "GET / HTTP/1.1" 200 5)", "h", 1)
                ->timestamp.time_since_epoch()
                .count(),
            kTime);
}

TEST(AccessLog, LinesOfAllKindsAreRequests) {
  const std::string time = "[14/Nov/2023:22:13:20 +0000]";
  const auto read = [](const std::string& line) {
    const auto message = from_access_log(line, "h", 1);
    return message ? text_of(*message) : "none";
  };
  const auto request = [&](const std::string& quoted) {
    return read("1.2.3.4 - - " + time + " \"" + quoted + "\" 200 5 \"-\" \"-\"");
  };
  const std::string rest = "\r\nHost: h\r\n\r\n";
  // Versions.
  for (const char* version : {"HTTP/2.0", "HTTP/2", "HTTP/3.0", "HTTP/3", "HTTP/1.1"}) {
    EXPECT_EQ(request(fmt::format("GET /a {}", version)), "GET /a HTTP/1.1" + rest) << version;
  }
  EXPECT_EQ(request("GET /a"), "GET /a HTTP/1.0" + rest);
  EXPECT_EQ(request("GET /a HTTP/0.9"), "GET /a HTTP/1.0" + rest);
  for (const char* none :
       {"PRI * HTTP/2.0", "GET", "", "-", "HELO x", "GET /a HTTP/4.0", R"(\x16\x03\x01)", R"(GET /a\n HTTP/1.1)"}) {
    EXPECT_EQ(request(none), "none") << none;
  }
  // Quotes and escapes.
  EXPECT_EQ(request(R"(GET /a?q="x"&r="y" HTTP/1.1)"), R"(GET /a?q="x"&r="y" HTTP/1.1)" + rest);
  EXPECT_EQ(request(R"(GET /a?q=\"x\"\x41\\ HTTP/1.1)"), R"(GET /a?q="x"A\ HTTP/1.1)" + rest);
  EXPECT_EQ(read("1.2.3.4 - - " + time + R"( "GET / HTTP/1.1" 200 5 "a\tb\x09c" "say "hi".")"),
            "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: say \"hi\".\r\nReferer: a\tb\tc\r\n\r\n");
  // Where the time stands, and how it is written.
  for (const std::string& before :
       {std::string("1.2.3.4 - - "), std::string("1.2.3.4 - john doe "), std::string("1.2.3.4\t-\t-\t"),
        std::string("Nov 14 22:13:20 web nginx[123]: 1.2.3.4 - - "),
        std::string("<190>Nov 14 22:13:20 web nginx: 2001:db8:: - - "), std::string("client.example - - "),
        std::string("1.2.3.4 user - ")}) {
    EXPECT_EQ(read(before + time + " \"GET / HTTP/1.1\" 200 5"), "GET / HTTP/1.1" + rest) << before;
  }
  for (const char* other : {"[14/Nov/2023:22:13:20.5 +0000]", "[2023-11-14T22:13:20.5+00:00]"}) {
    const auto message = from_access_log(fmt::format("1.2.3.4 - - {}\t\"GET / HTTP/1.1\"\t200\t5\r", other), "h", 1);
    ASSERT_TRUE(message) << other;
    EXPECT_EQ(message->timestamp.time_since_epoch().count(), kTime + 500'000'000);
    EXPECT_EQ(text_of(*message), "GET / HTTP/1.1" + rest);
  }
  // The virtual host, where the log has it.
  const std::vector<std::pair<std::string, std::string>> hosts{
      {"shop.example:443 1.2.3.4 - - ", "shop.example"},
      {"shop.example:80 1.2.3.4 - bob ", "shop.example"},
      {"shop.example:8080 ::1 - - ", "shop.example:8080"},
      {"shop.example client.example - - ", "shop.example"},
      {"Nov 14 22:13:20 web apache2[9]: shop.example:80 1.2.3.4 - - ", "shop.example"}};
  for (const auto& [before, host] : hosts) {
    EXPECT_EQ(read(before + time + " \"GET / HTTP/1.1\" 200 5"), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
        << before;
  }
  EXPECT_EQ(read(std::string(1'000'000, '[') + "1.2.3.4 - - " + time + " \"GET / HTTP/1.1\" 200 5"),
            "GET / HTTP/1.1" + rest)
      << "many brackets, read in time";
  // Requests of a client have its session, with the virtual host and without.
  const auto session = [&](const std::string& before) {
    return std::string(from_access_log(before + time + " \"GET / HTTP/1.1\" 200 5", "h", 1)->id.session());
  };
  EXPECT_EQ(session("1.2.3.4 - - "), session("shop.example:80 1.2.3.4 - - "));
  EXPECT_NE(session("1.2.3.4 - - "), session("1.2.3.5 - - "));
}

TEST(Curl, SendsTheSame) {
  const std::string none = " -H 'User-Agent:' -H 'Accept:'";
  EXPECT_EQ(
      curl_command(request("GET /a'b[1] HTTP/1.1\r\nHost: h\r\nX: 'y'\r\nZ:\r\nAccept: */*\r\n\r\n")),
      R"(curl --globoff --path-as-is 'http://h/a'\''b[1]' -H 'User-Agent:' -H 'X: '\''y'\''' -H 'Z;' -H 'Accept: */*')"
      "\n");
  EXPECT_EQ(curl_command(request("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\na\n\xff@")),
            "curl -X 'POST' --globoff --path-as-is 'http://h/'" + none +
                R"( -H 'Content-Type:' -H 'Content-Length: 4' --data-binary $'a\012\377@')"
                "\n");
  EXPECT_EQ(curl_command(request(std::string_view("PUT / HTTP/1.0\r\nHost: h\r\nContent-Length: 3\r\n\r\n-%\0", 49))),
            R"(printf '\055\045\000' | curl --http1.0 -X 'PUT' --globoff --path-as-is 'http://h/')" + none +
                " -H 'Content-Type:' -H 'Content-Length: 3' --data-binary @-\n");
  EXPECT_EQ(curl_command(request("HEAD /a b HTTP/1.1\r\nA: b\r\nhost: h\r\n\r\n")),
            "curl --head --globoff --path-as-is 'http://h/' --request-target '/a b' -H 'Host:'" + none +
                " -H 'A: b' -H 'host: h'\n");
  EXPECT_EQ(curl_command(request(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n")),
            "curl -X 'POST' --globoff --path-as-is 'http://h/'" + none +
                " -H 'Content-Type:' -H 'Transfer-Encoding: chunked' --data-binary 'ab'\n");
  for (const char* bad : {"nothing", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"}) {
    EXPECT_EQ(curl_command(request(bad)), "# 00000000000000000000abcd is no request that curl can send\n");
  }
}

}  // namespace
}  // namespace gor::format
