// SPDX-License-Identifier: Apache-2.0
#include "kafka/message_form.hpp"

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor::kafka {
namespace {

using test::make_message;

std::string json_of(std::string_view payload) {
  std::string json;
  append_json(json, make_message(MessageType::request, "0123456789abcdef00000001", payload, 1'700'000'000'000'000'001));
  return json;
}

std::string payload_of(std::string_view json) {
  const auto message = parse_json(json);
  return message ? std::string(message->payload.view()) : "none";
}

TEST(KafkaTextTest, IsTheMetadataLineAndThePayload) {
  const Message message = make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n", 5);
  std::string text;
  append_text(text, message);
  EXPECT_EQ(text, "2 a 5 -1\nHTTP/1.1 200 OK\r\n\r\n");
  const auto parsed = parse_text(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->type, MessageType::response);
  EXPECT_EQ(parsed->id.view(), "a");
  EXPECT_EQ(parsed->payload.view(), message.payload.view());
}

TEST(KafkaTextTest, RefusesAnythingElse) {
  for (const std::string_view value :
       {"", "\n", "1 a 5 -1", "GET / HTTP/1.1\r\n\r\n", "{\"Req_URL\":\"/\"}", "4 a 1 1\nx"}) {
    EXPECT_FALSE(parse_text(value)) << value;
  }
}

TEST(KafkaJsonTest, HasTheMembersOfGoReplayInItsOrder) {
  EXPECT_EQ(json_of("POST /a?b=1&c=<2> HTTP/1.1\r\nHost: h\r\nX-B: 1\r\nAccept: */*\r\nX-B: 2\r\nContent-Length: "
                    "4\r\n\r\n\"\\\n\x01"),
            R"({"Req_URL":"/a?b=1\u0026c=\u003c2\u003e","Req_Type":"1","Req_ID":"0123456789abcdef00000001",)"
            R"("Req_Ts":"1700000000000000001","Req_Method":"POST","Req_Body":"\"\\\n\u0001",)"
            R"("Req_Headers":{"Accept":"*/*","Content-Length":"4","Host":"h","X-B":"1, 2"}})");
}

TEST(KafkaJsonTest, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(json_of("GET / HTTP/1.0\r\n\r\n"), R"({"Req_URL":"/","Req_Type":"1","Req_ID":"0123456789abcdef00000001",)"
                                               R"("Req_Ts":"1700000000000000001","Req_Method":"GET"})");
}

TEST(KafkaJsonTest, SaysWhetherAllIsText) {
  std::string json;
  EXPECT_EQ(
      append_json(json, make_message(MessageType::request, "a", "GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\n\xc3\xa9")),
      true);
  EXPECT_NE(json.find("\xc3\xa9"), json.npos);
  json.clear();
  EXPECT_EQ(
      append_json(json, make_message(MessageType::request, "a", "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n\xff")),
      false);
  EXPECT_NE(json.find("\xef\xbf\xbd"), json.npos);
}

TEST(KafkaJsonTest, IsForRequestsAlone) {
  std::string json;
  EXPECT_FALSE(append_json(json, make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n")));
  EXPECT_FALSE(append_json(json, make_message(MessageType::request, "a", "binary")));
  EXPECT_EQ(json, "");
}

TEST(KafkaJsonTest, ComesBackAsTheSameRequest) {
  const std::string request = "POST /x HTTP/1.1\r\nContent-Length: 5\r\nHost: h\r\n\r\nab\"<\t";
  const auto message = parse_json(json_of(request));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload.view(), request);
  EXPECT_EQ(message->id.view(), "0123456789abcdef00000001");
  EXPECT_EQ(message->timestamp.time_since_epoch().count(), 1'700'000'000'000'000'001);
  EXPECT_EQ(message->type, MessageType::request);
}

TEST(KafkaJsonTest, TakesObjectsThatPeopleWrite) {
  EXPECT_EQ(payload_of(R"({"Req_URL":"/x","Req_Method":"PUT","Req_Body":"abc","Req_Headers":{"Host":"h"}})"),
            "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(payload_of(R"({"Req_URL":"/x","Req_Method":"PUT","Req_Body":"abc","Req_Headers":{"content-length":"9"}})"),
            "PUT /x HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc");
  EXPECT_EQ(parse_json(R"({"Req_URL":"/x","Req_Method":"GET","Req_ID":"with space"})")->id.view(), "");
}

TEST(KafkaJsonTest, RefusesWhatIsNoRequest) {
  for (const std::string_view value :
       {"", "[]", "{", "{}", "1", R"({"Req_URL":"/"})", R"({"Req_URL":"/ HTTP/1.1\r\nEvil: 1","Req_Method":"GET"})",
        R"({"Req_URL":"/","Req_Method":"GET","Req_Headers":{"A":"1\r\nB: 2"}})",
        R"({"Req_URL":"/","Req_Method":"G T"})", R"({"Req_URL":"/","Req_Method":"GET","Req_Headers":{"A B":"1"}})",
        R"({"Req_URL":"/","Req_Method":"GET","Req_Headers":{"A":1}})"}) {
    EXPECT_EQ(payload_of(value), "none") << value;
  }
}

}  // namespace
}  // namespace gor::kafka
