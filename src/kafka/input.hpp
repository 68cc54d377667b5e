// SPDX-License-Identifier: Apache-2.0
// An input that reads messages from a Kafka topic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/memory_budget.hpp"
#include "kafka/client.hpp"

namespace gor {

struct KafkaInputOptions {
  static constexpr std::int64_t kNewest = -1;
  static constexpr std::int64_t kOldest = -2;

  kafka::ClientOptions client = {};
  std::int64_t offset = kNewest;     ///< where each partition begins
  std::optional<double> speed = {};  ///< of a replay by the times of the messages; 2: twice as fast
  std::string group = {};            ///< of consumers that share the partitions; "": all partitions are read
  std::shared_ptr<MemoryBudget> memory = {};
};

/// Never ends by itself. Without a group it reads all partitions that the topic has at the start. In a group the offset
/// of a message is committed once it is delivered, or dropped on purpose; a message that a later station lost is sent
/// again after a second. With a speed, messages of all partitions are sent in the order of their times. While later
/// stations are full, nothing is fetched. Throws UsageError for settings that librdkafka does not know, StartError for
/// files that cannot be read.
std::unique_ptr<Input> make_kafka_input(const KafkaInputOptions& options, StationMetrics& station);

}  // namespace gor
