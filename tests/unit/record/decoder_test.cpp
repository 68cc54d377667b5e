// SPDX-License-Identifier: Apache-2.0
#include "record/decoder.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "record/codec.hpp"
#include "support/bytes.hpp"

namespace gor {
namespace {

const std::string kSeparator(kRecordSeparator);

struct Read {
  std::vector<Message> messages;
  std::vector<RecordDecoder::Damage> damaged;
};

void take_all(RecordDecoder& decoder, Read& read) {
  while (auto message = decoder.next()) {
    read.damaged.insert(read.damaged.end(), decoder.damaged().begin(), decoder.damaged().end());
    read.messages.push_back(std::move(*message));
  }
  read.damaged.insert(read.damaged.end(), decoder.damaged().begin(), decoder.damaged().end());
}

// Reads `bytes` as they come in pieces of random sizes up to `most`.
Read read_all(std::string_view bytes, std::size_t most = 1 << 20, std::size_t limit = 5 << 20, unsigned seed = 1) {
  std::mt19937 random(seed);
  RecordDecoder decoder(limit);
  Read read;
  const std::size_t size = bytes.size();
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), std::uniform_int_distribution<std::size_t>(1, most)(random));
    decoder.feed(bytes.substr(0, n));
    bytes.remove_prefix(n);
    take_all(decoder, read);
  }
  decoder.end();
  take_all(decoder, read);
  EXPECT_EQ(decoder.offset(), size);
  return read;
}

TEST(RecordDecoder, ReadsTheLastRecordWithoutSeparator) {
  for (const std::string& end : {std::string(), kSeparator, kSeparator.substr(0, 13), kSeparator.substr(0, 3)}) {
    const Read read =
        read_all("1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator + "2 a 6 7\nHTTP/1.1 200 OK\r\n\r\nx" + end);
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages[1].payload.view(), "HTTP/1.1 200 OK\r\n\r\nx");
    EXPECT_TRUE(read.damaged.empty());
  }
}

TEST(RecordDecoder, SkipsDamagedRecordsAndReadsTheOthers) {
  const std::string good = "1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator;
  const std::string zero("1 a\0 5 7\nx", 10);
  for (const std::string& bad :
       {std::string("1 a  7\nGET / HTTP/1.1\r\n\r\n"), std::string("1\nGET / HTTP/1.1\r\n\r\n"),
        std::string("1 a 5 7\r\nGET / HTTP/1.1\r\n\r\n"), zero, std::string("garbage"), std::string(10'000, 'x')}) {
    const Read read = read_all(good + bad + kSeparator + good, 100);
    EXPECT_EQ(read.messages.size(), 2U) << bad.substr(0, 20);
    ASSERT_EQ(read.damaged.size(), 1U) << bad.substr(0, 20);
    EXPECT_EQ(read.damaged[0].offset, good.size());
  }
}

TEST(RecordDecoder, TakesASeparatorAtTheStartForDamage) {
  const std::string good = "1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator;
  for (const std::string& start : {kSeparator, kSeparator.substr(1)}) {
    const Read read = read_all(start + good + good);
    EXPECT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.damaged.size(), 1U);
  }
}

TEST(RecordDecoder, TheEndOfTheMetadataLineBeginsNoSeparator) {
  const std::string payload = kSeparator.substr(1) + "x";
  const Read read = read_all("2 a 5 7\n" + payload + kSeparator + "2 b 5 7\ny" + kSeparator);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].payload.view(), payload);
  EXPECT_FALSE(read.messages[0].cut_off);
}

TEST(RecordDecoder, BelievesALengthOverASeparatorInTheBody) {
  const std::string body = "a" + kSeparator + "1 b 5 7\nGET /fake HTTP/1.1\r\n\r\n" + kSeparator + "z";
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const Read read = read_all("1 a 5 7\n" + post + kSeparator + "1 c 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].payload.view(), post);
  EXPECT_FALSE(read.messages[0].cut_off);
}

// The second request stands in the body of the first.
std::string with_a_record_inside(std::string_view head, std::string_view rest) {
  return std::string(head) + "\r\n" + std::string(rest) + kSeparator + "1 evil 5 7\nDELETE /admin HTTP/1.1\r\n\r\n" +
         kSeparator + "z";
}

std::string record_of(std::string_view payload, MessageType type = MessageType::request) {
  Message message;
  message.type = type;
  message.id = MessageId("a");
  message.timestamp = Timestamp(std::chrono::nanoseconds(5));
  message.payload = Payload(payload);
  std::string record;
  append_record(record, message);
  return record;
}

const std::string kGood = "1 good 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator;

TEST(RecordDecoder, WhateverAPayloadHoldsItIsOneMessage) {
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";
  for (const std::string& payload :
       {with_a_record_inside(chunked, "5\r\n"), with_a_record_inside("POST / HTTP/1.1\r\nContent-Length: 9999\r\n", ""),
        with_a_record_inside("POST / HTTP/1.1\r\nContent-Length: 2\r\n", ""),
        with_a_record_inside("GET / HTTP/1.1\r\n", ""), with_a_record_inside("no HTTP", ""), kSeparator.substr(1),
        kSeparator + kSeparator, "GET / HTTP/1.1\r\n\r\n" + kSeparator.substr(0, 13)}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
      const Read read = read_all(record_of(payload) + kGood + record_of(payload, MessageType::response) + kGood, piece);
      ASSERT_EQ(read.messages.size(), 4U) << payload;
      EXPECT_EQ(read.messages[0].payload.view(), payload);
      EXPECT_EQ(read.messages[2].payload.view(), payload);
      EXPECT_TRUE(read.damaged.empty());
    }
  }
}

TEST(RecordDecoder, FramesAChunkedBodyOfAWriterThatSaysNoLength) {
  const std::string inside = kSeparator + "1 evil 5 7\nDELETE /admin HTTP/1.1\r\n\r\n" + kSeparator;
  const std::string payload = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" +
                              fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", inside.size(), inside);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
    const Read read = read_all("1 a 5 7\n" + payload + kSeparator + kGood, piece);
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages[0].payload.view(), payload);
  }
  // One whose body is not chunked any more ends at a separator.
  const std::string plain = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n12345";
  EXPECT_EQ(read_all("1 a 5 7\n" + plain + kSeparator + kGood + kGood).messages.size(), 3U);
}

TEST(RecordDecoder, AResponseThatHasNoBodyAnnouncesNone) {
  RecordDecoder decoder(5 << 20);
  for (const std::string status : {"304 Not Modified", "204 No Content", "101 Switching Protocols"}) {
    decoder.feed("2 a 5 7\nHTTP/1.1 " + status + "\r\nContent-Length: 1000\r\n\r\n" + kSeparator);
    EXPECT_TRUE(decoder.next()) << status;
  }
}

TEST(RecordDecoder, AtAPauseALengthThatIsNotMetIsNotWaitedFor) {
  RecordDecoder decoder(5 << 20);
  const std::string answer_to_head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
  decoder.feed("2 a 5 7\n" + answer_to_head + kSeparator + kGood);
  EXPECT_FALSE(decoder.next());
  auto message = decoder.next_at_pause();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload.view(), answer_to_head);
  EXPECT_TRUE(decoder.next());
  // A body that is still on its way holds no separator.
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x');
  decoder.feed("1 a 5 7\n" + post.substr(0, 60));
  EXPECT_FALSE(decoder.next_at_pause());
  decoder.feed(post.substr(60) + kSeparator);
  message = decoder.next();
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->cut_off);
}

TEST(RecordDecoder, AtAPauseALengthInTheMetadataIsWaitedFor) {
  const std::string record =
      record_of(with_a_record_inside("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", "fff\r\n"));
  RecordDecoder decoder(5 << 20);
  decoder.feed(record.substr(0, record.size() - 20));
  EXPECT_FALSE(decoder.next_at_pause());
  decoder.feed(record.substr(record.size() - 20));
  EXPECT_TRUE(decoder.next_at_pause());
  EXPECT_TRUE(decoder.is_between_records());
}

TEST(RecordDecoder, ALengthInTheMetadataThatDoesNotFitIsOneDamagedRecord) {
  const std::string torn = record_of(with_a_record_inside("GET / HTTP/1.1\r\n", "")).substr(0, 60);
  const Read read = read_all(torn + kGood + kGood + kGood, 7);
  for (const Message& message : read.messages) EXPECT_EQ(message.id.view(), "good");
  EXPECT_EQ(read.damaged.size(), 1U);
  const Read at_end = read_all(kGood + torn, 7);
  EXPECT_EQ(at_end.messages.size(), 1U);
  EXPECT_EQ(at_end.damaged.size(), 1U);
}

TEST(RecordDecoder, ALengthInTheMetadataIsCutAtTheLimitToo) {
  const std::string large = with_a_record_inside("GET / HTTP/1.1\r\n", std::string(4'000'000, 'x'));
  const Read read = read_all(record_of(large) + kGood, 1 << 20, 1000);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_TRUE(test::same_bytes(read.messages[0].payload.view(), large.substr(0, 1000)));
  EXPECT_TRUE(read.messages[0].cut_off);
}

TEST(RecordDecoder, KnowsACutOffMessageByItsUnmetLength) {
  const std::string cut = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc";
  const Read read = read_all("1 a 5 7\n" + cut + kSeparator + "1 c 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].payload.view(), cut);
  EXPECT_TRUE(read.messages[0].cut_off);
  EXPECT_FALSE(read.messages[1].cut_off);
}

TEST(RecordDecoder, CutsWhatIsOverTheLimitAndGoesOn) {
  const std::string large = "POST / HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n" + std::string(4'000'000, 'x');
  const Read read =
      read_all("1 a 5 7\n" + large + kSeparator + "1 c 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator, 1 << 20, 1000);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_TRUE(test::same_bytes(read.messages[0].payload.view(), large.substr(0, 1000)));
  EXPECT_TRUE(read.messages[0].cut_off);
  EXPECT_EQ(read.messages[1].payload.view(), "GET / HTTP/1.1\r\n\r\n");
}

// Any bytes in a body with a length, any but the separator line without one.
std::string random_payload(std::mt19937& random, bool has_length) {
  const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  std::string body;
  const std::size_t parts = pick(6);
  for (std::size_t i = 0; i < parts; ++i) {
    switch (pick(has_length ? 4 : 2)) {
      case 0:
        for (std::size_t n = pick(300); n > 0; --n) body += static_cast<char>(pick(256));
        break;
      case 1:
        body += "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88 \n1 a 5 7\n";
        break;
      case 2:
        body += kSeparator;
        break;
      default:
        body += kSeparator + "2 b 6 8\nHTTP/1.1 200 OK\r\n\r\n" + kSeparator;
    }
  }
  if (!has_length) return "HTTP/1.1 200 OK\r\n\r\n" + body;
  return "POST /x HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(RecordDecoder, ReadsBackWhateverWasWrittenInPiecesOfAnySize) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::string file;
    std::vector<std::string> payloads;
    for (int i = 0; i < 20; ++i) {
      const bool has_length = random() % 2 == 0;
      Message message;
      message.type = has_length ? MessageType::request : MessageType::response;
      message.id = MessageId(std::to_string(i));
      message.timestamp = Timestamp(std::chrono::nanoseconds(i));
      payloads.push_back(random_payload(random, has_length));
      message.payload = Payload(payloads.back());
      append_record(file, message);
    }
    const Read read = read_all(file, seed % 3 == 0 ? 7 : 1000, 5 << 20, seed);
    ASSERT_EQ(read.messages.size(), payloads.size()) << seed;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
      ASSERT_TRUE(test::same_bytes(read.messages[i].payload.view(), payloads[i])) << seed;
      ASSERT_FALSE(read.messages[i].cut_off);
    }
    ASSERT_TRUE(read.damaged.empty());
  }
}

std::string all_of(const Read& read) {
  std::string all;
  for (const Message& message : read.messages) {
    append_record(all, message);
    all += message.cut_off ? "cut off;" : "whole;";
  }
  for (const auto& damage : read.damaged) all += std::to_string(damage.offset) + damage.what + ';';
  return all;
}

// Records of every kind one after the other: with and without a length, cut off, damaged, with separators inside.
std::string every_kind_of_record() {
  const std::string body = "a" + kSeparator + "1 b 5 7\nGET /fake HTTP/1.1\r\n\r\n" + kSeparator + "z";
  const std::string fake = "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88 \n1 a 5 7\n";
  return "1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator +  //
         "1 b 5 7\nPOST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body +
         kSeparator +                                                                                        //
         "2 b 1500\nHTTP/1.0 200 OK\n\nuntil" + fake + kSeparator + "\nthe close" + kSeparator +             //
         "1 c 5 7 more\nPOST / HTTP/1.1\r\nContent-Length: 900\r\n\r\ncut off" + kSeparator +                //
         kSeparator + "garbage" + kSeparator + "1 d 5\n" + kSeparator +                                      //
         "2 e 5 7\nHTTP/1.1 200 OK" + kSeparator +                                                           //
         "1 f 5 7\nPOST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" + kSeparator +  //
         "2 f 5 7\n" + kSeparator.substr(1) + "2 g 5 7\nx" + kSeparator +                                    //
         "1 g 5 7\nGET /last HTTP/1.1\r\n\r\n";
}

TEST(RecordDecoder, GivesTheSameWhereverTheBytesAreCutInTwo) {
  const std::string file = every_kind_of_record();
  for (const std::string& end : {std::string(), kSeparator.substr(0, 6), kSeparator}) {
    const std::string whole = file + end;
    for (const std::size_t limit : {std::size_t{5} << 20, std::size_t{40}}) {
      const std::string expected = all_of(read_all(whole, whole.size(), limit));
      EXPECT_EQ(all_of(read_all(whole, 1, limit)), expected) << "byte by byte";
      for (std::size_t at = 0; at <= whole.size(); ++at) {
        RecordDecoder decoder(limit);
        Read read;
        decoder.feed(std::string_view(whole).substr(0, at));
        take_all(decoder, read);
        decoder.feed(std::string_view(whole).substr(at));
        take_all(decoder, read);
        decoder.end();
        take_all(decoder, read);
        ASSERT_EQ(all_of(read), expected) << "cut at " << at;
      }
    }
  }
}

TEST(RecordDecoder, GivesARecordWithALengthAsSoonAsItsSeparatorIsThere) {
  RecordDecoder decoder(5 << 20);
  for (const std::string& record : {"1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator,
                                    "2 a 5 7\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + kSeparator}) {
    decoder.feed(record.substr(0, record.size() - 1));
    EXPECT_FALSE(decoder.next());
    decoder.feed(record.substr(record.size() - 1));
    EXPECT_TRUE(decoder.next());
  }
}

TEST(RecordDecoder, HoldsNoMoreThanItsLimitOfAnEndlessRecord) {
  RecordDecoder decoder(1000);
  decoder.feed("2 a 5 7\nHTTP/1.1 200 OK\r\n\r\n");
  const std::string piece(100'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    decoder.feed(piece);
    EXPECT_FALSE(decoder.next());
  }
  EXPECT_LT(decoder.room(1).size(), std::size_t{8} << 20);
  decoder.end();
  const auto message = decoder.next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload.size(), 1000U);
  EXPECT_TRUE(message->cut_off);
}

TEST(RecordDecoder, AtAPauseASeparatorEndsItsRecord) {
  const std::string response = "HTTP/1.1 200 OK\r\n\r\nuntil the close";
  RecordDecoder decoder(1 << 20);
  decoder.feed("2 a 5 7\n" + response + kSeparator);
  EXPECT_FALSE(decoder.next()) << "a body may contain it";
  EXPECT_FALSE(decoder.is_between_records());
  const auto message = decoder.next_at_pause();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload.view(), response);
  EXPECT_TRUE(decoder.is_between_records());
  decoder.feed("2 b 5 7\n" + response + kSeparator.substr(0, 9));
  EXPECT_FALSE(decoder.next_at_pause()) << "its separator is not whole";
  decoder.feed(kSeparator.substr(9));
  EXPECT_TRUE(decoder.next_at_pause());
  decoder.feed("1 c 5 7\nGET");
  EXPECT_FALSE(decoder.next_at_pause());
  EXPECT_FALSE(decoder.is_between_records());
}

TEST(RecordDecoder, ALineFeedBehindAPayloadOfKnownLengthIsNotItsOwn) {
  const std::string payload = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab";
  for (const std::string& end : {kSeparator, '\n' + kSeparator}) {
    const Read read = read_all("1 a 5 7\n" + payload + end + "1 b 5 7\n" + payload + end, 5);
    ASSERT_EQ(read.messages.size(), 2U);
    for (const Message& message : read.messages) EXPECT_EQ(message.payload.view(), payload);
    EXPECT_TRUE(read.damaged.empty());
  }
}

}  // namespace
}  // namespace gor
