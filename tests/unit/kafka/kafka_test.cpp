// SPDX-License-Identifier: Apache-2.0
// The output and the input against librdkafka's own cluster.
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "kafka/input.hpp"
#include "kafka/output.hpp"
#include "mock_kafka.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/numbers.hpp"
#include "support/refusal.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using Clock = std::chrono::steady_clock;

Message request(int number, std::int64_t time_ns = 0) {
  const std::string id = fmt::format("{:016x}{:08x}", number % 7, number);
  Message message = make_message(MessageType::request, id, fmt::format("GET /{} HTTP/1.1\r\n\r\n", number), time_ns);
  message.can_wait = true;
  return message;
}

/// Reads an input on a thread of its own, as an emitter does, and notes the numbers of the requests.
class Reader {
 public:
  Reader(const KafkaInputOptions& options, StationMetrics& station)
      : input_(make_kafka_input(options, station)), thread_([this] { run(); }) {}
  ~Reader() { end(); }

  void end() {
    if (!input_) return;
    input_->stop();
    thread_.join();
    input_.reset();
  }
  /// Messages are lost behind it.
  void fail(bool on) { is_failing_ = on; }
  std::vector<int> numbers() const {
    const std::lock_guard lock(mutex_);
    return numbers_;
  }
  std::size_t count() const { return numbers().size(); }

 private:
  void run() {
    while (const auto message = input_->read()) {
      if (is_failing_ && message->receipt) message->receipt->fail();
      const std::lock_guard lock(mutex_);
      numbers_.push_back(std::stoi(std::string(message->payload.view().substr(5))));
    }
  }

  std::unique_ptr<Input> input_;
  std::atomic<bool> is_failing_ = false;
  mutable std::mutex mutex_;
  std::vector<int> numbers_;
  std::thread thread_;
};

class KafkaTest : public testing::Test {
 protected:
  KafkaOutputOptions to() const { return {.client = kafka_.client("t"), .memory = memory_}; }
  KafkaInputOptions from_oldest() const {
    return {.client = kafka_.client("t"), .offset = KafkaInputOptions::kOldest, .memory = memory_};
  }
  KafkaInputOptions in_group() const {
    KafkaInputOptions options = from_oldest();
    options.group = "g";
    // The mock believes that a member which has left may come back.
    options.client.settings = {"session.timeout.ms=3000", "heartbeat.interval.ms=500"};
    return options;
  }

  void send(int begin, int end, std::int64_t gap_ns = 0) {
    const auto output = make_kafka_output(to(), sent_);
    for (int i = begin; i < end; ++i) output->write(request(i, i * gap_ns));
    EXPECT_TRUE(becomes_true([&] { return output->is_idle(); }));
  }
  static std::set<int> set_of(const std::vector<int>& numbers) { return {numbers.begin(), numbers.end()}; }

  test::MockKafka kafka_;
  Ledger ledger_;
  StationMetrics& sent_ = ledger_.station("output-kafka-host");
  StationMetrics& read_ = ledger_.station("input-kafka-host");
  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(std::size_t{64} << 20);
};

TEST_F(KafkaTest, CarriesMessagesAndKeepsTheOrderOfASession) {
  kafka_.create("t");
  send(0, 1000);
  EXPECT_EQ(sent_.out.total(), 1000U);
  Reader reader(from_oldest(), read_);
  ASSERT_TRUE(becomes_true([&] { return reader.count() == 1000; }));
  EXPECT_EQ(set_of(reader.numbers()).size(), 1000U);
  std::map<int, int> latest;
  for (const int number : reader.numbers()) {
    const auto [last, is_first] = latest.try_emplace(number % 7, number);
    EXPECT_TRUE(is_first || last->second < number);
    last->second = number;
  }
  EXPECT_EQ(read_.out.total(), 1000U);
}

TEST_F(KafkaTest, ANewestInputReadsWhatComesLater) {
  kafka_.create("t");
  send(0, 10);
  KafkaInputOptions options = from_oldest();
  options.offset = KafkaInputOptions::kNewest;
  Reader reader(options, read_);
  // Nothing says when it has begun: later messages are sent until one arrives.
  int next = 10;
  while (reader.count() == 0) send(next, next + 1), ++next;
  EXPECT_GE(reader.numbers().front(), 10);
}

TEST_F(KafkaTest, BeginsAtAnOffsetAtTheRecordedPaceOverAllPartitions) {
  kafka_.create("t");
  send(0, 200, 1'000'000);
  KafkaInputOptions options = from_oldest();
  options.speed = 2;
  const auto began = Clock::now();
  Reader reader(options, read_);
  ASSERT_TRUE(becomes_true([&] { return reader.count() == 200; }));
  EXPECT_GE(Clock::now() - began, 99ms);
  const std::vector<int> numbers = reader.numbers();
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
}

TEST_F(KafkaTest, AGroupGoesOnWhereItWas) {
  kafka_.create("t");
  send(0, 500);
  {
    Reader reader(in_group(), read_);
    ASSERT_TRUE(becomes_true([&] { return reader.count() == 500; }));
  }
  send(500, 600);
  Reader reader(in_group(), read_);
  ASSERT_TRUE(becomes_true([&] { return reader.count() == 100; }));
  EXPECT_EQ(*set_of(reader.numbers()).begin(), 500);
}

TEST_F(KafkaTest, AGroupLosesNothingWhenAMemberEnds) {
  kafka_.create("t");
  send(0, 20'000);
  std::set<int> all;
  for (int i = 0; i < 2; ++i) {
    Reader reader(in_group(), read_);
    ASSERT_TRUE(becomes_true([&] { return reader.count() > 0; }));
    reader.end();
    all.merge(set_of(reader.numbers()));
  }
  Reader reader(in_group(), read_);
  EXPECT_TRUE(becomes_true([&] {
    all.merge(set_of(reader.numbers()));
    return all.size() == 20'000;
  }));
}

TEST_F(KafkaTest, WhatALaterStationLosesIsSentAgain) {
  kafka_.create("t");
  send(0, 50);
  {
    Reader reader(in_group(), read_);
    reader.fail(true);
    ASSERT_TRUE(becomes_true([&] { return reader.count() >= 150; }));
  }
  Reader reader(in_group(), read_);
  ASSERT_TRUE(becomes_true([&] { return set_of(reader.numbers()).size() == 50; })) << "no offset was committed";
  EXPECT_GE(test::number_of(read_, "sent again"), 100U);
}

TEST_F(KafkaTest, EndsWhileRecordsWait) {
  kafka_.create("t");
  send(0, 5000);
  for (int i = 0; i < 10; ++i) {
    KafkaInputOptions options = from_oldest();
    if (i % 2 == 0) options.speed = 1;
    Reader reader(options, read_);
    ASSERT_TRUE(becomes_true([&] { return reader.count() > 0; }));
  }
}

TEST_F(KafkaTest, MessagesWaitWhileTheBrokerIsAway) {
  kafka_.create("t");
  const auto output = make_kafka_output(to(), sent_);
  output->write(request(0));
  ASSERT_TRUE(becomes_true([&] { return sent_.out.total() == 1; }));
  kafka_.set_up(false);
  for (int i = 1; i < 100; ++i) output->write(request(i));
  const auto is_down = [&] { return sent_.gauge(metrics::kDownSince).get() != 0; };
  ASSERT_TRUE(becomes_true(is_down));
  EXPECT_EQ(sent_.held(), 99);
  kafka_.set_up(true);
  ASSERT_TRUE(becomes_true([&] { return output->is_idle(); }));
  EXPECT_EQ(sent_.out.total(), 100U);
  EXPECT_FALSE(is_down());
}

TEST_F(KafkaTest, WhatIsLeftAtTheDeadlineIsCounted) {
  kafka_.create("t");
  kafka_.set_up(false);
  const auto output = make_kafka_output(to(), sent_);
  for (int i = 0; i < 10; ++i) output->write(request(i));
  output->close(Clock::now());
  output->join();
  EXPECT_EQ(sent_.dropped("shutdown").total(), 10U);
  EXPECT_EQ(sent_.held(), 0);
}

TEST_F(KafkaTest, LiveMessagesAreDroppedWhenTheMemoryIsFull) {
  kafka_.create("t");
  kafka_.set_up(false);
  KafkaOutputOptions options = to();
  options.memory = MemoryBudget::of(100'000);
  const auto output = make_kafka_output(options, sent_);
  for (int i = 0; i < 10'000; ++i) {
    Message message = request(i);
    message.can_wait = false;
    output->write(message);
  }
  EXPECT_GT(sent_.dropped("queue full").total(), 9'000U);
  EXPECT_GT(sent_.held(), 0);
}

TEST_F(KafkaTest, CountsWhatTheBrokerRefusesByReason) {
  kafka_.create("t", 1);
  kafka_.refuse_next_produce(RD_KAFKA_RESP_ERR_INVALID_RECORD);
  send(0, 1);
  EXPECT_EQ(sent_.failed("INVALID_RECORD").total(), 1U);
  send(1, 2);
  EXPECT_EQ(sent_.out.total(), 1U);
}

TEST_F(KafkaTest, SendsTheMessagesOfATooLargeBatchOneByOne) {
  kafka_.create("t", 1);
  // The batch, and then the first message of it.
  kafka_.refuse_next_produce(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  kafka_.refuse_next_produce(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  send(0, 100);
  EXPECT_EQ(sent_.failed("larger than the broker takes").total(), 1U);
  EXPECT_EQ(sent_.out.total(), 99U);
}

TEST_F(KafkaTest, SkipsRecordsThatAreNoMessages) {
  kafka_.create("t");
  KafkaOutputOptions options = to();
  options.client.json = true;
  {
    const auto output = make_kafka_output(options, sent_);
    output->write(request(1));
    output->write(make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n"));
    EXPECT_TRUE(becomes_true([&] { return output->is_idle(); }));
  }
  EXPECT_EQ(sent_.ignored("no JSON form").total(), 1U);
  send(2, 3);
  Reader text(in_group(), read_);
  ASSERT_TRUE(becomes_true([&] { return text.count() == 1 && test::number_of(read_, "damaged records") == 1; }));
  KafkaInputOptions json = from_oldest();
  json.client.json = true;
  Reader objects(json, ledger_.station("input-kafka-host"));
  ASSERT_TRUE(becomes_true([&] { return objects.count() == 1; }));
  EXPECT_EQ(objects.numbers().front(), 1);
}

TEST_F(KafkaTest, NoSettingHidesTheEndOfMessages) {
  kafka_.create("t");
  KafkaOutputOptions options = to();
  options.client.settings = {"delivery.report.only.error=true"};
  const auto output = make_kafka_output(options, sent_);
  output->write(request(1));
  EXPECT_TRUE(becomes_true([&] { return sent_.out.total() == 1; }));
}

TEST_F(KafkaTest, RefusesSettingsThatLibrdkafkaDoesNotKnow) {
  KafkaOutputOptions options = to();
  options.client.settings = {"no.such=1"};
  EXPECT_EQ(test::refusal_of<UsageError>([&] { make_kafka_output(options, sent_); }),
            "--kafka-option no.such: No such configuration property: \"no.such\"");
  options.client.settings = {};
  options.client.authorities = "/nonexistent.pem";
  const std::string why = test::refusal_of<StartError>([&] { make_kafka_output(options, sent_); });
  EXPECT_TRUE(why.starts_with("output-kafka-host: ")) << why;
}

}  // namespace
}  // namespace gor
