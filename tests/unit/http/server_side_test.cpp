// SPDX-License-Identifier: Apache-2.0
#include "http/server_side.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

constexpr std::size_t kLimit = 1000;

/// Feeds the server, and answers as --input-http does.
std::optional<Payload> feed(ServerSide& server, std::string_view& piece, std::string& answers) {
  auto request = server.feed(piece, answers);
  if (!request) return std::nullopt;
  server.respond("200 OK", "text/plain", 2, answers);
  if (!server.is_head_request()) answers += "OK";
  return request;
}

struct Dialogue {
  std::vector<std::string> requests;
  std::string answers;
  ServerSide::Refusal refusal = ServerSide::Refusal::none;
  bool is_over = false;
};

Dialogue talk(std::string_view bytes, std::size_t piece_size = SIZE_MAX) {
  DateLine date;
  ServerSide server(kLimit, date);
  Dialogue dialogue;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_size);
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      if (const auto request = feed(server, piece, dialogue.answers)) dialogue.requests.emplace_back(request->view());
    }
  }
  dialogue.refusal = server.refusal();
  dialogue.is_over = server.is_over();
  return dialogue;
}

std::string status_of(const Dialogue& dialogue) {
  return dialogue.answers.substr(0, dialogue.answers.find("\r\n"));
}

TEST(ServerSide, EachRequestIsAnsweredAndHandedOnAsItCame) {
  const std::string get = "get /a b HTTP/1.1\nhost:x\n\n";
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\nT: 1\r\n\r\n";
  const std::string body_with_zero("\r\n\0\r\n", 5);
  const std::string put = "PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\n" + body_with_zero;
  for (std::size_t size = 1; size < 60; ++size) {
    const Dialogue dialogue = talk(get + chunked + "\r\n" + put, size);
    EXPECT_EQ(dialogue.requests, (std::vector{get, chunked, put})) << size;
    EXPECT_FALSE(dialogue.is_over);
  }
}

TEST(ServerSide, AnAnswerIsWhatTheRequestCallsFor) {
  const std::string plain = talk("GET / HTTP/1.1\r\n\r\n").answers;
  EXPECT_TRUE(plain.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << plain;
  EXPECT_TRUE(plain.ends_with("\r\nContent-Length: 2\r\n\r\nOK")) << plain;
  EXPECT_TRUE(talk("HEAD / HTTP/1.1\r\n\r\n").answers.ends_with("Content-Length: 2\r\n\r\n"));

  for (const char* last : {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    const Dialogue dialogue = talk(std::string(last) + "GET /more HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(dialogue.is_over);
    EXPECT_EQ(dialogue.requests, std::vector{std::string(last)});
    EXPECT_NE(dialogue.answers.find("Connection: close\r\n"), std::string::npos);
  }
  const Dialogue old = talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_FALSE(old.is_over);
  EXPECT_NE(old.answers.find("Connection: keep-alive\r\n"), std::string::npos);
}

TEST(ServerSide, WhoWaitsToBeToldToGoOnIsTold) {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  const Dialogue waiting = talk(head + "abc", head.size());
  EXPECT_TRUE(waiting.answers.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")) << waiting.answers;
  EXPECT_EQ(waiting.requests, std::vector{std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")});
  const Dialogue impatient = talk(head + "abc");
  EXPECT_TRUE(impatient.answers.starts_with("HTTP/1.1 200 OK\r\n")) << impatient.answers;
  EXPECT_EQ(impatient.requests, waiting.requests);
}

TEST(ServerSide, ARequestWithALengthAndChunksIsRefused) {
  for (const std::string fields : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                   "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length : 5\r\n"}) {
    const Dialogue dialogue = talk("POST / HTTP/1.1\r\n" + fields + "\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n");
    EXPECT_EQ(dialogue.refusal, ServerSide::Refusal::malformed) << fields;
    EXPECT_TRUE(dialogue.requests.empty());
    EXPECT_TRUE(dialogue.is_over);
  }
}

TEST(ServerSide, WhatItDoesNotTakeIsRefusedAndEndsTheConnection) {
  using enum ServerSide::Refusal;
  const std::string behind = "GET /behind HTTP/1.1\r\n\r\n";
  const std::string chunk = "400\r\n" + std::string(0x400, 'x') + "\r\n";
  const std::pair<std::string, ServerSide::Refusal> cases[] = {
      {"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", too_large},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, too_large},
      {"CONNECT a:443 HTTP/1.1\r\n\r\n", tunnel},
      {"\x16\x03\x01\x02", malformed},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", malformed},
      {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", malformed},
      {"GET / HTTP/1.1\r\nA: " + std::string(ServerSide::kMaxHead, 'x') + "\r\n\r\n", head_too_large},
  };
  for (const auto& [bytes, refusal] : cases) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{70'000}}) {
      const Dialogue dialogue = talk(bytes + behind, size);
      EXPECT_EQ(dialogue.refusal, refusal) << bytes.substr(0, 60) << " in pieces of " << size;
      EXPECT_TRUE(dialogue.is_over);
      EXPECT_TRUE(dialogue.requests.empty());
      EXPECT_TRUE(status_of(dialogue).starts_with("HTTP/1.1 " + std::to_string(static_cast<int>(refusal)) + ' '))
          << dialogue.answers;
      EXPECT_NE(dialogue.answers.find("Connection: close\r\n"), std::string::npos);
    }
  }
  EXPECT_EQ(talk("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x')).requests.size(), 1U);
}

TEST(ServerSide, HoldsNoMoreThanItsLimits) {
  DateLine date;
  ServerSide server(kLimit, date);
  std::string answers;
  std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n";
  EXPECT_FALSE(feed(server, head, answers));
  EXPECT_TRUE(server.is_within_request());
  EXPECT_FALSE(server.is_within_head());
  const std::string data(700, 'x');
  for (int i = 0; i < 1000; ++i) {
    std::string_view piece = data;
    EXPECT_FALSE(feed(server, piece, answers));
    EXPECT_LT(server.bytes(), 4 * kLimit);
  }
  EXPECT_TRUE(server.is_over());
}

TEST(ServerSide, EndsAfterTheNextAnswerWhenToldTo) {
  DateLine date;
  ServerSide server(kLimit, date);
  std::string answers;
  server.end_soon();
  EXPECT_FALSE(server.is_over());
  std::string_view request = "GET / HTTP/1.1\r\n\r\n";
  EXPECT_TRUE(feed(server, request, answers));
  EXPECT_TRUE(server.is_over());
  EXPECT_NE(answers.find("Connection: close\r\n"), std::string::npos);
}

TEST(DateLine, IsInTheFormOfHttp) {
  DateLine line;
  EXPECT_EQ(line.at(784'111'777), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");  // RFC 9110 section 5.6.7
  EXPECT_EQ(line.at(0), "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
}

TEST(ServerSide, ReadsBodiesOfAnySizeAndDiscardsThem) {
  DateLine date;
  ServerSide server(ServerSide::kNoBody, date);
  const std::string body(300'000, 'x');
  const std::string bytes = "POST /x HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + body +
                            "PUT /y HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  std::string_view rest = bytes;
  std::string answers;
  std::vector<std::uint64_t> sizes;
  while (!rest.empty()) {
    std::string_view piece = rest.substr(0, 1000);
    rest.remove_prefix(piece.size());
    while (!piece.empty()) {
      if (feed(server, piece, answers)) sizes.push_back(server.body_bytes());
    }
    EXPECT_LE(server.bytes(), 70'000U);
  }
  EXPECT_EQ(sizes, (std::vector<std::uint64_t>{300'000, 5}));
  EXPECT_FALSE(server.is_over());
}

}  // namespace
}  // namespace gor::http
