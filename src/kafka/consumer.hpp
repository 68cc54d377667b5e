// SPDX-License-Identifier: Apache-2.0
// A consumer of the partitions of one topic.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/client.hpp"
#include "kafka/open_offsets.hpp"

namespace gor::kafka {

struct ConsumerOptions {
  ClientOptions client = {};
  std::string group = {};  ///< "": assign all partitions, and commit nothing
  /// Where a partition begins that the group has not read: -1 newest, -2 oldest, or a number.
  std::int64_t offset = -1;
};

/// One thread.
class Consumer {
 public:
  /// What happens to it; called within poll() and close().
  struct Events {
    std::function<void(std::int32_t partition)> on_assigned;
    std::function<void(std::int32_t partition)> on_revoked;
    std::function<void(rd_kafka_resp_err_t error, std::string_view why)> on_trouble;
  };

  /// `name` begins the errors. Throws UsageError and StartError as Config.
  Consumer(const ConsumerOptions& options, Events events, std::string_view name);

  /// A record, or an error or the end of a partition, as librdkafka gives them; null if nothing comes within `wait`.
  Received poll(std::chrono::milliseconds wait);
  /// Begins to commit.
  void commit(const std::vector<OpenOffsets::Next>& offsets);
  /// Fetches no more records, or continues after the last one that poll() has returned.
  void pause(bool on);
  void pause(std::int32_t partition, bool on);
  /// Leaves the group, and waits for commits, but not beyond the deadline. No other function may be called then.
  void close(std::chrono::steady_clock::time_point deadline);

 private:
  void rebalance(rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t& partitions);
  void take_error(rd_kafka_resp_err_t error, const char* why) const;
  void set_beginnings(rd_kafka_topic_partition_list_t& partitions);
  void assign_all();
  std::int64_t first_offset(std::int32_t partition) const;

  const ConsumerOptions options_;
  const Events events_;
  Client client_;
  bool is_assigned_ = false;
};

}  // namespace gor::kafka
