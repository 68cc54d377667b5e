// SPDX-License-Identifier: Apache-2.0
#include "elasticsearch/document.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "elasticsearch/bulk.hpp"
#include "support/fakes.hpp"

namespace gor::elasticsearch {
namespace {

using namespace std::chrono_literals;
using test::make_message;

format::Exchange exchange(std::string_view request, std::string_view response, MessageType type) {
  format::Exchange made{make_message(MessageType::request, "a", request, 1'700'000'000'000'000'000), {}};
  if (response.empty()) return made;
  made.response = make_message(type, "a", response, 1'700'000'000'005'000'000);
  made.response->latency = 1500us;
  return made;
}

constexpr std::string_view kRequest =
    "GET /a?b=\"c\" HTTP/1.1\r\nHost: h\r\nUser-Agent: curl\r\nAccept-Language: de\r\nAccept: */*\r\nAccept-Encoding: "
    "gzip\r\n"
    "If-Modified-Since: x\r\nConnection: close\r\nCookie: a=b\r\n\r\n";
constexpr std::string_view kResponse =
    "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nContent-Type: text/plain\r\nContent-Encoding: identity\r\nExpires: "
    "0\r\n"
    "Cache-Control: no-store\r\nVary: *\r\nSet-Cookie: a=c\r\n\r\nno";

TEST(DocumentTest, HasTheFieldsOfGoReplay) {
  EXPECT_EQ(
      document(exchange(kRequest, kResponse, MessageType::replayed_response), 0),
      R"({"Req_URL":"/a?b=\"c\"","Req_Method":"GET","Req_User-Agent":"curl","Req_Accept-Language":"de","Req_Accept":"*/*",)"
      R"("Req_Accept-Encoding":"gzip","Req_If-Modified-Since":"x","Req_Connection":"close","Req_Cookies":"a=b",)"
      R"("Resp_Status":"404 Not Found","Resp_Status-Code":"404","Resp_Proto":"HTTP/1.1","Resp_Content-Length":"2",)"
      R"("Resp_Content-Type":"text/plain","Resp_Content-Encoding":"identity","Resp_Expires":"0",)"
      R"("Resp_Cache-Control":"no-store","Resp_Vary":"*","Resp_Set-Cookie":"a=c","RTT":1.5E0,)"
      R"("Timestamp":"2023-11-14T22:13:20.005Z"})");
}

TEST(DocumentTest, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(document(exchange("GET / HTTP/1.1\r\n\r\n", "", MessageType::response), 0),
            R"({"Req_URL":"/","Req_Method":"GET","Req_User-Agent":"","Resp_Status":"","Resp_Status-Code":"",)"
            R"("Timestamp":"2023-11-14T22:13:20Z"})");
}

TEST(DocumentTest, ARecordedResponseTakesUntilItsLastByte) {
  const auto parsed = boost::json::parse(document(exchange(kRequest, kResponse, MessageType::response), 0));
  EXPECT_DOUBLE_EQ(parsed.at("RTT").as_double(), 6.5);
  EXPECT_EQ(parsed.at("Timestamp"), "2023-11-14T22:13:20Z");
}

TEST(DocumentTest, HasBodiesUpToALimit) {
  const auto parsed = boost::json::parse(document(exchange("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\xc3\xa9"
                                                           "d",
                                                           kResponse, MessageType::response),
                                                  3));
  EXPECT_EQ(parsed.at("Req_Body"), "ab");
  EXPECT_EQ(parsed.at("Resp_Body"), "no");
}

TEST(DocumentTest, IsJsonWhateverTheBytes) {
  const auto parsed = boost::json::parse(document(exchange("GET /\xff\x01 HTTP/1.1\r\nUser-Agent: \xfe\r\n\r\n",
                                                           "HTTP/1.1 200\r\n\r\n\xff\n", MessageType::response),
                                                  10));
  EXPECT_EQ(parsed.at("Req_User-Agent"), "\xc3\xbe");
  EXPECT_EQ(parsed.at("Resp_Status-Code"), "200");
  EXPECT_EQ(document(exchange(kRequest, kResponse, MessageType::response), 10).find('\n'), std::string::npos);
}

TEST(BulkTest, NamesTheIndexByTheTime) {
  const Timestamp time(1'700'000'000s);
  EXPECT_EQ(index_at("gor", time), "gor");
  EXPECT_EQ(index_at("gor-%Y.%m.%d", time), "gor-2023.11.14");
  EXPECT_EQ(bulk_lines("gor", "id-1", "{}"), "{\"create\":{\"_index\":\"gor\",\"_id\":\"id-1\"}}\n{}\n");
}

// In the form in which Elasticsearch documents answers to a bulk request, with filter_path.
TEST(BulkTest, ReadsTheEndOfEachDocument) {
  const auto ends = parse_bulk_response(
      R"({"errors":true,"items":[{"create":{"status":201}},{"create":{"status":400,"error":{"type":"mapper_parsing_exception"}}},)"
      R"({"create":{"status":429,"error":{"type":"es_rejected_execution_exception"}}},{"create":{"status":409,)"
      R"("error":{"type":"version_conflict_engine_exception"}}},{"index":{"status":503}},{"create":{"status":404}}]})",
      6);
  ASSERT_TRUE(ends);
  using Kind = ItemEnd::Kind;
  const std::vector<Kind> wanted{Kind::indexed, Kind::failed,           Kind::rejected_for_now,
                                 Kind::indexed, Kind::rejected_for_now, Kind::failed};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ((*ends)[i].kind, wanted[i]) << i;
  EXPECT_EQ((*ends)[1].reason, "mapper_parsing_exception");
  EXPECT_EQ((*ends)[5].reason, "status 404");
}

TEST(BulkTest, RefusesAnswersThatAreNone) {
  for (const std::string_view body :
       {"", "{}", "[]", "{\"items\":{}}", "{\"items\":[]}", "{\"items\":[1]}", "<html>"}) {
    EXPECT_FALSE(parse_bulk_response(body, 1)) << body;
  }
  EXPECT_EQ(parse_bulk_response("{\"items\":[{}]}", 1)->front().kind, ItemEnd::Kind::failed);
  const auto odd = parse_bulk_response(R"({"items":[{"create":{"status":400,"error":{"type":"a\nb"}}}]})", 1);
  EXPECT_EQ(odd->front().reason, "status 400") << "not a name for a reason";
}

TEST(BulkTest, TheTemplateIsJsonThatCoversTheIndices) {
  const auto parsed = boost::json::parse(index_template("gor-*"));
  EXPECT_EQ(parsed.at("index_patterns").at(0), "gor-*");
  EXPECT_EQ(parsed.at("template").at("mappings").at("properties").at("Timestamp").at("type"), "date");
}

}  // namespace
}  // namespace gor::elasticsearch
