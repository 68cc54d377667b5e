// SPDX-License-Identifier: Apache-2.0
#include "kafka/output.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/deadline.hpp"
#include "base/error.hpp"
#include "base/inbox.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "base/outage.hpp"
#include "kafka/message_form.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueItems = 1'000'000;
constexpr Clock::duration kLook = 1s;  // between two looks at a client without work
constexpr auto kGather = 1ms;
constexpr Clock::duration kPoll = 10ms;     // the same while deliveries are awaited
constexpr Clock::duration kDownAfter = 5s;  // without a delivery, while some are awaited

/// A message that librdkafka has and that is not confirmed yet.
struct Sent {
  explicit Sent(const Message& message) : type(message.type), bytes(message.bytes()), receipt(message.receipt) {}

  MessageType type;
  std::size_t bytes;
  std::shared_ptr<const Completion> receipt;
  bool is_alone = false;  // in no batch with others
};

struct Producer {
  explicit operator bool() const { return client != nullptr; }

  kafka::Client client;
  kafka::Topic topic;  // goes before its client
};

class KafkaOutput final : public Output {
 public:
  KafkaOutput(const KafkaOutputOptions& options, StationMetrics& station)
      : options_(options),
        station_(station),
        producer_(make_producer(false)),
        inbox_(station, {kQueueItems, options.memory}),
        thread_([this] { run(); }) {}

  ~KafkaOutput() override {
    close(Clock::now());
    join();
  }

  void write(const Message& message) override {
    station_.in.add(message.type);
    inbox_.put(message, without_ticket(message), message.bytes());
  }

  void close(Clock::time_point deadline) override {
    deadline_.bring_forward(deadline);
    inbox_.close();
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
  }

  bool is_idle() const override { return station_.held() == 0; }

 private:
  Producer make_producer(bool is_single) {
    kafka::Config config;
    // Everything waits in the budget of memory until it is confirmed: librdkafka's own limits are not to be met.
    config.set("queue.buffering.max.messages", "10000000");
    config.set("queue.buffering.max.kbytes", "2147483647");
    config.set("message.max.bytes", "1000000000");  // the broker decides
    config.set("message.timeout.ms", "0");          // never
    config.set("enable.idempotence", "true");       // sent again without duplicates and in order
    config.set("partitioner", "murmur2_random");    // that of Java's clients
    config.set("compression.codec", options_.compression);
    config.set(options_.client);
    config.set("delivery.report.only.error", "false");  // each message is accounted for
    if (is_single) config.set("batch.num.messages", "1");
    rd_kafka_conf_set_dr_msg_cb(config.get(), [](rd_kafka_t*, const rd_kafka_message_t* report, void* self) {
      static_cast<KafkaOutput*>(self)->take_report(*report);
    });
    rd_kafka_conf_set_error_cb(config.get(), [](rd_kafka_t* client, int error, const char* why, void* self) {
      static_cast<KafkaOutput*>(self)->take_trouble(*client, static_cast<rd_kafka_resp_err_t>(error), why);
    });
    Producer producer{config.make(RD_KAFKA_PRODUCER, this, station_.text()), nullptr};
    producer.topic.reset(rd_kafka_topic_new(producer.client.get(), options_.client.topic.c_str(), nullptr));
    if (producer.topic) return producer;
    throw StartError(fmt::format("{}: {}", station_.text(), rd_kafka_err2str(rd_kafka_last_error())));
  }

  void run() {
    Queue<Message>::Items batch;
    bool is_open = true;
    while (is_open || in_flight_ > 0) {
      if (is_open) is_open = inbox_.queue().pop_all(batch, Clock::now() + (in_flight_ > 0 ? kPoll : kLook));
      const bool is_flowing = !batch.empty();
      for (; !batch.empty(); batch.pop_front()) produce(batch.front());
      serve(is_open ? 0ms : 10ms);
      // So that not every message wakes this thread.
      if (is_open && is_flowing) std::this_thread::sleep_for(kGather);
      if (is_past_deadline()) purge();
    }
  }

  void purge() {
    for (const Producer* const producer : std::array<const Producer*, 2>{&producer_, &single_}) {
      if (*producer) rd_kafka_purge(producer->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    }
  }

  bool is_past_deadline() const { return Clock::now() >= deadline_.get(); }

  /// Calls take_report() and take_trouble() for what has happened.
  void serve(std::chrono::milliseconds wait) {
    if (single_) rd_kafka_poll(single_.client.get(), 0);
    rd_kafka_poll(producer_.client.get(), static_cast<int>(wait.count()));
    if (in_flight_ == 0) last_delivery_ = Clock::now();
    if (Clock::now() - last_delivery_ >= kDownAfter) outage_.begin();
  }

  void produce(const Message& message) {
    value_.clear();
    auto sent = std::make_unique<Sent>(message);
    if (!append_value(message)) return end(*sent, no_json_);
    const std::string_view key = key_of(message);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    while ((error = hand_over(key, *sent)) == RD_KAFKA_RESP_ERR__QUEUE_FULL && !is_past_deadline()) serve(10ms);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++in_flight_;
      (void)sent.release();  // take_report() gets it back
    } else {
      lose(*sent, error);
    }
  }

  /// Appends to value_. False: the message has no JSON form.
  bool append_value(const Message& message) {
    if (!options_.client.json) {
      kafka::append_text(value_, message);
      return true;
    }
    const auto is_text = kafka::append_json(value_, message);
    if (is_text && !*is_text) inexact_.add();
    return is_text.has_value();
  }

  std::string_view key_of(const Message& message) const {
    if (options_.key == KafkaKey::none) return {};
    return options_.key == KafkaKey::id ? message.id.view() : message.id.session();
  }

  rd_kafka_resp_err_t hand_over(std::string_view key, Sent& sent) {
    return hand_over(producer_, RD_KAFKA_PARTITION_UA, value_, key, sent);
  }

  static rd_kafka_resp_err_t hand_over(const Producer& producer, std::int32_t partition, std::string_view value,
                                       std::string_view key, Sent& sent) {
    const int result = rd_kafka_produce(producer.topic.get(), partition, RD_KAFKA_MSG_F_COPY,
                                        const_cast<char*>(value.data()),  // NOLINT: copied
                                        value.size(), key.empty() ? nullptr : key.data(), key.size(), &sent);
    return result == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
  }

  void take_report(const rd_kafka_message_t& report) {
    std::unique_ptr<Sent> sent(static_cast<Sent*>(report._private));
    if (report.err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && !sent->is_alone && send_alone(report, *sent)) {
      (void)sent.release();
      return;
    }
    --in_flight_;
    if (report.err != RD_KAFKA_RESP_ERR_NO_ERROR) return lose(*sent, report.err);
    last_delivery_ = Clock::now();
    outage_.end();
    if (!troubles_.empty()) log::info("{}: messages are delivered again", station_.text());
    troubles_.clear();
    end(*sent, station_.out);
  }

  /// A batch was larger than the broker takes, which says nothing of this message. Batches of librdkafka have at most
  /// 1 MB, as brokers take by default, but for a larger message, which is in none.
  bool send_alone(const rd_kafka_message_t& report, Sent& sent) {
    if (!single_ && !make_single()) return false;
    sent.is_alone = true;
    return hand_over(single_, report.partition, {static_cast<const char*>(report.payload), report.len},
                     {static_cast<const char*>(report.key), report.key_len}, sent) == RD_KAFKA_RESP_ERR_NO_ERROR;
  }

  /// Throws nothing: librdkafka calls it.
  bool make_single() {
    try {
      single_ = make_producer(true);
    } catch (const std::runtime_error& error) {
      log::error("{}", error.what());
      return false;
    }
    log::warning(
        "{}: a batch is larger than the broker takes: its messages are sent one by one; if that goes on, set "
        "--kafka-option batch.size=N",
        station_.text());
    return true;
  }

  void lose(const Sent& sent, rd_kafka_resp_err_t error) {
    if (sent.receipt) sent.receipt->fail();
    const bool is_given_up = error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT ||
                             error == RD_KAFKA_RESP_ERR__QUEUE_FULL;
    if (is_given_up) return end(sent, inbox_.shutdown());
    MessageCounter*& count = failures_[error];
    if (count == nullptr) count = &station_.failed(kafka::reason_for(error));
    end(sent, *count);
  }

  void end(const Sent& sent, MessageCounter& fate) {
    fate.add(sent.type);
    inbox_.queue().release(1, sent.bytes);
  }

  void take_trouble(rd_kafka_t& client, rd_kafka_resp_err_t error, const char* why) {
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
      std::array<char, 512> text{};
      rd_kafka_fatal_error(&client, text.data(), text.size());
      return station_.fail(log::printable(text.data()));
    }
    outage_.begin();
    if (troubles_.insert(error).second) log::warning("{}: {}", station_.text(), log::printable(why));
  }

  const KafkaOutputOptions options_;
  StationMetrics& station_;
  MessageCounter& no_json_ = station_.ignored("no JSON form");
  Counter& inexact_ = station_.counter(metrics::kInexactJson);
  Outage outage_{station_};
  const Producer producer_;
  Producer single_;  // for messages that are to be in no batch; made when it is needed
  Deadline deadline_;
  Inbox<> inbox_;
  // Owned by the thread:
  std::size_t in_flight_ = 0;
  std::string value_;
  std::map<rd_kafka_resp_err_t, MessageCounter*> failures_;
  std::set<rd_kafka_resp_err_t> troubles_;  // those that were logged since the last delivery
  Clock::time_point last_delivery_ = Clock::now();
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace

std::unique_ptr<Output> make_kafka_output(const KafkaOutputOptions& options, StationMetrics& station) {
  return std::make_unique<KafkaOutput>(options, station);
}

}  // namespace gor
