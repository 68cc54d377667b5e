// SPDX-License-Identifier: Apache-2.0
#include "http/record.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "support/bytes.hpp"

namespace gor {
namespace {

const std::string kSeparator(kRecordSeparator);

struct Read {
  std::vector<Message> messages;
  std::vector<RecordReader::Damage> damaged;
};

// Reads `bytes` as they come in pieces of random sizes up to `most`.
Read read_all(const std::string& bytes, std::size_t most = 1 << 20, std::size_t limit = 5 << 20, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::size_t at = 0;
  RecordReader reader(
      [&](char* buffer, std::size_t size) {
        const std::size_t n =
            std::min({size, bytes.size() - at, std::uniform_int_distribution<std::size_t>(1, most)(random)});
        std::copy_n(bytes.data() + at, n, buffer);
        at += n;
        return n;
      },
      limit);
  Read read;
  while (true) {
    auto message = reader.next();
    read.damaged.insert(read.damaged.end(), reader.damaged().begin(), reader.damaged().end());
    if (!message) break;
    read.messages.push_back(std::move(*message));
  }
  EXPECT_EQ(reader.offset(), bytes.size());
  return read;
}

TEST(Metadata, IsReadAndWrittenBack) {
  for (const std::string line : {"1 0123456789abcdef01234567 1700000000000000000 -1", "2 a 5 7", "3 a 5 7 more fields",
                                 "2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1500"}) {
    Message message;
    ASSERT_TRUE(parse_metadata(line, message)) << line;
    std::string written;
    append_metadata(written, message);
    EXPECT_EQ(written, line + "\n");
  }
}

TEST(Metadata, NamesTheOutputOfAReplayedResponse) {
  Message message;
  ASSERT_TRUE(parse_metadata("3 a 5 7", message));
  message.output = 2;
  std::string written;
  append_metadata(written, message);
  EXPECT_EQ(written, "3 a 5 7 2\n");
  Message again;
  ASSERT_TRUE(parse_metadata(written.substr(0, written.size() - 1), again));
  std::string twice;
  append_metadata(twice, again);
  EXPECT_EQ(twice, written);
}

TEST(Metadata, ThirdOfThreeFieldsIsTheTimeOfARequestAndTheLatencyOfAResponse) {
  Message message;
  ASSERT_TRUE(parse_metadata("1 a 1700", message));
  EXPECT_EQ(message.timestamp.time_since_epoch().count(), 1700);
  EXPECT_EQ(message.latency, kUnknownLatency);
  ASSERT_TRUE(parse_metadata("2 a 1700", message));
  EXPECT_EQ(message.timestamp, kNoTimestamp);
  EXPECT_EQ(message.latency.count(), 1700);
}

TEST(Metadata, RefusesWhatIsNone) {
  for (const std::string line : {"", "1", "1 a", "1 a ", "1  5", "4 a 5", "1 a x", "1 a 5 7\r", "1 a 5x 7", "x a 5 7",
                                 "1 a  7", "1 a\tb 5 7", "11 a 5 7"}) {
    Message message;
    EXPECT_FALSE(parse_metadata(line, message)) << line;
  }
  Message message;
  EXPECT_FALSE(parse_metadata(std::string_view("1 a\0b 5 7", 9), message));
  EXPECT_FALSE(parse_metadata("1 " + std::string(64, 'a') + " 5 7", message));
}

TEST(RecordReader, ReadsTheLastRecordWithoutSeparator) {
  for (const std::string& end : {std::string(), kSeparator, kSeparator.substr(0, 13), kSeparator.substr(0, 3)}) {
    const Read read =
        read_all("1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator + "2 a 6 7\nHTTP/1.1 200 OK\r\n\r\nx" + end);
    ASSERT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.messages[1].payload.view(), "HTTP/1.1 200 OK\r\n\r\nx");
    EXPECT_TRUE(read.damaged.empty());
  }
}

TEST(RecordReader, SkipsDamagedRecordsAndReadsTheOthers) {
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

TEST(RecordReader, TakesASeparatorAtTheStartForDamage) {
  const std::string good = "1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator;
  for (const std::string& start : {kSeparator, kSeparator.substr(1)}) {
    const Read read = read_all(start + good + good);
    EXPECT_EQ(read.messages.size(), 2U);
    EXPECT_EQ(read.damaged.size(), 1U);
  }
}

TEST(RecordReader, BelievesALengthOverASeparatorInTheBody) {
  const std::string body = "a" + kSeparator + "1 b 5 7\nGET /fake HTTP/1.1\r\n\r\n" + kSeparator + "z";
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const Read read = read_all("1 a 5 7\n" + post + kSeparator + "1 c 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].payload.view(), post);
  EXPECT_FALSE(read.messages[0].cut_off);
}

TEST(RecordReader, KnowsACutOffMessageByItsUnmetLength) {
  const std::string cut = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc";
  const Read read = read_all("1 a 5 7\n" + cut + kSeparator + "1 c 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator);
  ASSERT_EQ(read.messages.size(), 2U);
  EXPECT_EQ(read.messages[0].payload.view(), cut);
  EXPECT_TRUE(read.messages[0].cut_off);
  EXPECT_FALSE(read.messages[1].cut_off);
}

TEST(RecordReader, CutsWhatIsOverTheLimitAndGoesOn) {
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

TEST(RecordReader, ReadsBackWhateverWasWrittenInPiecesOfAnySize) {
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

}  // namespace
}  // namespace gor
