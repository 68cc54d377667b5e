// SPDX-License-Identifier: Apache-2.0
// An output that writes messages to a Kafka topic.
#pragma once

#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "kafka/client.hpp"

namespace gor {

/// What decides on the partition of a message: its session, its id, or chance.
enum class KafkaKey { session, id, none };

struct KafkaOutputOptions {
  kafka::ClientOptions client = {};
  KafkaKey key = KafkaKey::session;
  std::string compression = "none";  ///< gzip, snappy, lz4, zstd
  std::shared_ptr<MemoryBudget> memory = {};
};

/// A message counts as out when the broker has confirmed it. While no broker answers, messages wait in the memory of
/// the budget, in their order, for as long as gor runs; connecting is tried again and again. Throws UsageError for
/// settings that librdkafka does not know, StartError for files that cannot be read.
std::unique_ptr<Output> make_kafka_output(const KafkaOutputOptions& options, StationMetrics& station);

}  // namespace gor
