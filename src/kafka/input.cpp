// SPDX-License-Identifier: Apache-2.0
#include "kafka/input.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/limited_log.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "base/queue.hpp"
#include "input/replay_clock.hpp"
#include "kafka/consumer.hpp"
#include "kafka/merge.hpp"
#include "kafka/message_form.hpp"
#include "kafka/open_offsets.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueItems = 10'000;
constexpr std::size_t kBatch = 500;
constexpr std::size_t kMostOpen = 100'000;    // messages of a group that are not done with
constexpr std::size_t kMostMerging = 20'000;  // messages of a partition that wait for those of others
constexpr std::size_t kFewMerging = 100;      // the same when memory is short
constexpr auto kPoll = 50ms;
constexpr auto kRoom = 1ms;  // between two looks for room
constexpr auto kPatience = 200ms;
constexpr auto kCommitInterval = 1s;
constexpr auto kLeaving = 3s;

class KafkaInput final : public Input {
 public:
  KafkaInput(const KafkaInputOptions& options, StationMetrics& station)
      : options_(options),
        station_(station),
        queue_(kQueueItems, options.memory),
        offsets_(options.memory),
        merge_(options.memory),
        clock_(options.speed.value_or(1), 0ns),
        consumer_({options.client, options.group, options.offset},
                  {[this](std::int32_t partition) { take_over(partition); },
                   [this](std::int32_t partition) { hand_over(partition); },
                   [this](rd_kafka_resp_err_t error, std::string_view why) { take_trouble(error, why); }},
                  station.text()) {
    queue_.show(QueueNumbers(station));
    thread_ = std::thread([this] { run(); });
  }

  /// By now the outputs are done: all that was delivered has been committed.
  ~KafkaInput() override {
    stop();
    is_over_ = true;
    thread_.join();
  }

  std::optional<Message> read() override {
    while (batch_.empty()) {
      if (!queue_.pop_all(batch_, Clock::now() + 1h) || is_stopped_) return {};
    }
    Message message = std::move(batch_.front());
    batch_.pop_front();
    queue_.release(1, message.bytes());
    // A response does not wait by its own time: it follows its request.
    if (options_.speed && message.type == MessageType::request && !wait_until_due(message)) {
      if (message.receipt) message.receipt->fail();
      return {};
    }
    station_.born.add(message.type);
    station_.out.add(message.type);
    bytes_.add(message.payload.size());
    return message;
  }

  /// What is read and not sent yet stays in Kafka.
  void stop() override {
    {
      std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    stop_.notify_all();
    queue_.close();
  }

 private:
  bool in_group() const { return !options_.group.empty(); }

  /// False: stop() came first.
  bool wait_until_due(Message& message) {
    const auto after = clock_.due(message.timestamp);
    if (!start_) start_ = Clock::now();
    message.due = *start_ + after;
    if (message.due > Clock::now()) {
      std::unique_lock lock(mutex_);
      stop_.wait_until(lock, message.due, [this] { return is_stopped_.load(); });
    }
    return !is_stopped_;
  }

  void run() {
    while (!is_stopped_) {
      if (!waits_for_room()) take_batch();
      pass_on_merged();
      keep_offsets();
      take_lost();
      push_gathered();
    }
    consumer_.pause(true);
    while (in_group() && !is_over_) {
      // It stays a member of the group, so that it can commit.
      const kafka::Received unused = consumer_.poll(kPoll);
      keep_offsets();
    }
    offsets_.take_ended(Clock::now());
    consumer_.commit(offsets_.take_moved());
    consumer_.close(Clock::now() + kLeaving);
  }

  /// Waits for the first record. Many are passed on at once: a record each would wake the reader each time.
  void take_batch() {
    kafka::Received received = consumer_.poll(kPoll);
    for (std::size_t i = 0; received && i < kBatch; ++i) {
      take(*received);
      received = consumer_.poll(0ms);
    }
    if (received) take(*received);
  }

  void take(const rd_kafka_message_t& received) {
    if (received.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return merge_.note_end(received.partition);
    if (received.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return take_trouble(received.err, rd_kafka_message_errstr(&received));
    }
    troubles_.clear();
    const std::string_view value(static_cast<const char*>(received.payload), received.len);
    auto message = options_.client.json ? kafka::parse_json(value) : kafka::parse_text(value);
    if (!message) return note_damage(received, value);
    message->can_wait = true;
    if (message->id.view().empty()) {
      message->id = MessageId(fmt::format("{:016x}{:08x}", received.offset, received.partition));
    }
    if (in_group()) offsets_.open(received.partition, received.offset, *message);
    if (!options_.speed) return gathered_.push_back(*std::move(message));
    merge_.add(received.partition, *std::move(message));
    if (is_ahead(received.partition) && merging_.insert(received.partition).second) {
      consumer_.pause(received.partition, true);
    }
  }

  bool is_ahead(std::int32_t partition) const {
    return merge_.size(partition) >= (merge_.fits() ? kMostMerging : kFewMerging);
  }

  void pass_on_merged() {
    std::int32_t partition = 0;
    while (auto message = merge_.next(partition)) {
      gathered_.push_back(*std::move(message));
      if (merge_.size(partition) < kFewMerging && merging_.erase(partition) > 0) {
        if (!is_paused_) consumer_.pause(partition, false);
      }
    }
  }

  void take_lost() {
    while (auto message = offsets_.take_lost(Clock::now())) {
      sent_again_.add();
      gathered_.push_back(*std::move(message));
    }
  }

  void push_gathered() {
    const auto bytes_of = [](const Message& message) { return message.bytes(); };
    queue_.push_all(std::span<Message>(gathered_), bytes_of, Queue<Message>::WhenFull::exceed);
    // After stop() the queue takes no more: the offsets of these are not to be committed.
    for (const Message& message : gathered_) {
      if (message.receipt) message.receipt->fail();
    }
    gathered_.clear();
  }

  void note_damage(const rd_kafka_message_t& received, std::string_view value) {
    damaged_.add();
    const bool is_json = value.starts_with('{') && !options_.client.json;
    warnings_.warn(fmt::format("skipped the record at partition {}, offset {}: it is not a message{}",
                               received.partition, received.offset,
                               is_json ? " (JSON: use --input-kafka-json-format)" : ""));
    if (in_group()) offsets_.skip(received.partition, received.offset);
  }

  void keep_offsets() {
    if (!in_group()) return;
    const auto now = Clock::now();
    offsets_.take_ended(now);
    if (now < next_commit_) return;
    next_commit_ = now + kCommitInterval;
    consumer_.commit(offsets_.take_moved());
  }

  bool is_full() const { return !queue_.has_room() || offsets_.size() >= kMostOpen || !offsets_.fits(); }

  /// Whether nothing is to be polled for now. A pause costs what was fetched ahead, so it comes only when there is no
  /// room for longer. Polling continues then: a member of a group must not be silent.
  bool waits_for_room() {
    const auto now = Clock::now();
    if (is_paused_) {
      if (!is_full() && queue_.size() <= kQueueItems / 2) pause(false);
      return false;
    }
    if (!is_full()) {
      room_at_ = now;
      return false;
    }
    if (now - room_at_ >= kPatience) {
      pause(true);
      return false;
    }
    std::this_thread::sleep_for(kRoom);
    return true;
  }

  void pause(bool on) {
    is_paused_ = on;
    consumer_.pause(on);
    if (on) return;
    for (const std::int32_t partition : merging_) consumer_.pause(partition, true);
  }

  void take_over(std::int32_t partition) {
    merge_.add_partition(partition);
    log::debug(1, "{}: reads partition {}", station_.text(), partition);
  }

  void hand_over(std::int32_t partition) {
    offsets_.take_ended(Clock::now());
    consumer_.commit(offsets_.take_moved());
    offsets_.forget(partition);
    merge_.remove_partition(partition);
    merging_.erase(partition);
    is_paused_ = false;
    log::debug(1, "{}: gives up partition {}", station_.text(), partition);
  }

  void take_trouble(rd_kafka_resp_err_t error, std::string_view why) {
    if (troubles_.insert(error).second) log::warning("{}: {}", station_.text(), log::printable(why));
  }

  const KafkaInputOptions options_;
  StationMetrics& station_;
  Counter& bytes_ = station_.counter(metrics::kBytes, {{"direction", "out"}});
  Counter& damaged_ = station_.counter(metrics::kDamagedRecords);
  Counter& sent_again_ = station_.counter(metrics::kSentAgain);
  LimitedLog warnings_{station_.text()};
  Queue<Message> queue_;
  std::atomic<bool> is_stopped_ = false;
  std::atomic<bool> is_over_ = false;  // the outputs are done
  std::mutex mutex_;
  std::condition_variable stop_;
  // Owned by the thread:
  kafka::OpenOffsets offsets_;
  kafka::Merge merge_;
  std::vector<Message> gathered_;   // to be passed on
  std::set<std::int32_t> merging_;  // partitions that are paused because they are ahead of others
  bool is_paused_ = false;
  Clock::time_point room_at_;  // the last time that there was room
  Clock::time_point next_commit_;
  std::set<rd_kafka_resp_err_t> troubles_;  // those that were logged since the last record
  // Owned by the reader:
  Queue<Message>::Items batch_;
  ReplayClock clock_;
  std::optional<Clock::time_point> start_;
  kafka::Consumer consumer_;
  std::thread thread_;  // uses all others
};

}  // namespace

std::unique_ptr<Input> make_kafka_input(const KafkaInputOptions& options, StationMetrics& station) {
  return std::make_unique<KafkaInput>(options, station);
}

}  // namespace gor
