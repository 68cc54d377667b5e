// SPDX-License-Identifier: Apache-2.0
#include "kafka/consumer.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace gor::kafka {
namespace {

using namespace std::chrono_literals;

constexpr auto kAnswer = 500ms;  // for a question to a broker, which is repeated
// librdkafka requires the name of a group also for a consumer that joins none.
constexpr const char* kNoGroup = "gor";

int count(std::chrono::milliseconds time) {
  return static_cast<int>(time.count());
}

PartitionList make_list() {
  return PartitionList(rd_kafka_topic_partition_list_new(16));
}

Client make_client(const ConsumerOptions& options, void* owner, std::string_view name,
                   void (*on_rebalance)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*),
                   void (*on_error)(rd_kafka_t*, int, const char*, void*)) {
  Config config;
  config.set("queued.max.messages.kbytes", "16384");
  config.set("topic.metadata.refresh.interval.ms", "5000");
  config.set("fetch.wait.max.ms", "100");
  config.set(options.client);
  config.set("group.id", options.group.empty() ? kNoGroup : options.group);
  config.set("enable.auto.commit", "false");
  config.set("enable.auto.offset.store", "false");
  config.set("enable.partition.eof", "true");
  config.set("auto.offset.reset", options.offset == -1 ? "latest" : "earliest");
  rd_kafka_conf_set_rebalance_cb(config.get(), on_rebalance);
  rd_kafka_conf_set_error_cb(config.get(), on_error);
  Client client = config.make(RD_KAFKA_CONSUMER, owner, name);
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

}  // namespace

Consumer::Consumer(const ConsumerOptions& options, Events events, std::string_view name)
    : options_(options),
      events_(std::move(events)),
      client_(make_client(
          options, this, name,
          [](rd_kafka_t*, rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t* partitions, void* self) {
            static_cast<Consumer*>(self)->rebalance(event, *partitions);
          },
          [](rd_kafka_t*, int error, const char* why, void* self) {
            static_cast<Consumer*>(self)->take_error(static_cast<rd_kafka_resp_err_t>(error), why);
          })) {
  if (options.group.empty()) return;
  const PartitionList topics = make_list();
  rd_kafka_topic_partition_list_add(topics.get(), options.client.topic.c_str(), RD_KAFKA_PARTITION_UA);
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(client_.get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw StartError(std::string(name) + ": " + rd_kafka_err2str(error));
  is_assigned_ = true;
}

Received Consumer::poll(std::chrono::milliseconds wait) {
  if (!is_assigned_) assign_all();
  return Received(rd_kafka_consumer_poll(client_.get(), count(wait)));
}

void Consumer::commit(const std::vector<OpenOffsets::Next>& offsets) {
  if (offsets.empty()) return;
  const PartitionList list = make_list();
  for (const OpenOffsets::Next& next : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), options_.client.topic.c_str(), next.partition)->offset = next.offset;
  }
  rd_kafka_commit(client_.get(), list.get(), 1);
}

void Consumer::pause(bool on) {
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (rd_kafka_assignment(client_.get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const PartitionList list(assigned);
  (on ? rd_kafka_pause_partitions : rd_kafka_resume_partitions)(client_.get(), list.get());
}

void Consumer::pause(std::int32_t partition, bool on) {
  const PartitionList list = make_list();
  rd_kafka_topic_partition_list_add(list.get(), options_.client.topic.c_str(), partition);
  (on ? rd_kafka_pause_partitions : rd_kafka_resume_partitions)(client_.get(), list.get());
}

void Consumer::close(std::chrono::steady_clock::time_point deadline) {
  const std::unique_ptr<rd_kafka_queue_t, void (*)(rd_kafka_queue_t*)> queue(rd_kafka_queue_new(client_.get()),
                                                                             rd_kafka_queue_destroy);
  const std::unique_ptr<rd_kafka_error_t, void (*)(rd_kafka_error_t*)> error(
      rd_kafka_consumer_close_queue(client_.get(), queue.get()), rd_kafka_error_destroy);
  while (rd_kafka_consumer_closed(client_.get()) == 0 && std::chrono::steady_clock::now() < deadline) {
    const Received unread(rd_kafka_consume_queue(queue.get(), count(20ms)));
  }
  // To destroy it would wait for a broker that does not answer: gor ends without that.
  if (rd_kafka_consumer_closed(client_.get()) == 0) (void)client_.release();
}

void Consumer::rebalance(rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t& partitions) {
  const bool is_assignment = event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  const auto& tell = is_assignment ? events_.on_assigned : events_.on_revoked;
  if (is_assignment) set_beginnings(partitions);
  for (int i = 0; i < partitions.cnt; ++i) tell(partitions.elems[i].partition);
  rd_kafka_assign(client_.get(), is_assignment ? &partitions : nullptr);
}

/// Without a committed offset, a partition would begin again with the newest message at each change of members, and
/// earlier messages would be lost. So its beginning is committed at once.
void Consumer::set_beginnings(rd_kafka_topic_partition_list_t& partitions) {
  const PartitionList committed(rd_kafka_topic_partition_list_copy(&partitions));
  if (rd_kafka_committed(client_.get(), committed.get(), count(kAnswer)) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::vector<OpenOffsets::Next> beginnings;
  for (int i = 0; i < partitions.cnt; ++i) {
    rd_kafka_topic_partition_t& partition = partitions.elems[i];
    const rd_kafka_topic_partition_t* const known =
        rd_kafka_topic_partition_list_find(committed.get(), partition.topic, partition.partition);
    if (known == nullptr || known->err != RD_KAFKA_RESP_ERR_NO_ERROR || known->offset >= 0) continue;
    const std::int64_t offset = first_offset(partition.partition);
    if (offset == RD_KAFKA_OFFSET_INVALID) continue;
    partition.offset = offset;
    beginnings.push_back({partition.partition, offset});
  }
  commit(beginnings);
}

void Consumer::take_error(rd_kafka_resp_err_t error, const char* why) const {
  // Records that come while it closes are reported here too.
  if (error != RD_KAFKA_RESP_ERR__PARTITION_EOF) events_.on_trouble(error, why);
}

/// Does nothing while no broker answers.
void Consumer::assign_all() {
  const Topic topic(rd_kafka_topic_new(client_.get(), options_.client.topic.c_str(), nullptr));
  const rd_kafka_metadata_t* answer = nullptr;
  if (rd_kafka_metadata(client_.get(), 0, topic.get(), &answer, count(kAnswer)) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)> metadata(
      answer, rd_kafka_metadata_destroy);
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return events_.on_trouble(found.err, rd_kafka_err2str(found.err));
  const PartitionList list = make_list();
  for (int i = 0; i < found.partition_cnt; ++i) {
    const std::int32_t partition = found.partitions[i].id;
    const std::int64_t offset = first_offset(partition);
    if (offset == RD_KAFKA_OFFSET_INVALID) return;
    rd_kafka_topic_partition_list_add(list.get(), options_.client.topic.c_str(), partition)->offset = offset;
  }
  if (rd_kafka_assign(client_.get(), list.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  is_assigned_ = true;
  for (int i = 0; i < list->cnt; ++i) events_.on_assigned(list->elems[i].partition);
}

/// An offset that the partition has, or that is to come next.
std::int64_t Consumer::first_offset(std::int32_t partition) const {
  std::int64_t oldest = 0;
  std::int64_t end = 0;
  if (rd_kafka_query_watermark_offsets(client_.get(), options_.client.topic.c_str(), partition, &oldest, &end,
                                       count(kAnswer)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return RD_KAFKA_OFFSET_INVALID;
  }
  return options_.offset == -1 ? end : std::clamp(options_.offset, oldest, end);
}

}  // namespace gor::kafka
