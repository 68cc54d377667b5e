// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/output.hpp"

#include <utility>

#include "base/error.hpp"

namespace gor::endpoint {

KafkaOutputs::KafkaOutputs(std::shared_ptr<KafkaShared> shared)
    : OutputKind({"output-kafka-host", "HOST,...", "send messages to a Kafka topic"}),
      shared_(shared),
      connection_({"output-kafka-host", "output-kafka-topic", "output-kafka-json-format", "output-kafka-use-sasl",
                   "output-kafka-mechanism", "output-kafka-username", "output-kafka-password"},
                  std::move(shared)) {}

std::vector<cli::FlagGroup> KafkaOutputs::options() {
  std::vector<cli::Flag> flags = connection_.flags();
  flags.push_back({"output-kafka-key", "KEY", cli::choice(&key_, {"session", "id", "none"}),
                   "what decides on the partition: session, id, none"});
  flags.push_back({"output-kafka-compression", "CODEC",
                   cli::choice(&compression_, {"none", "gzip", "snappy", "lz4", "zstd"}),
                   "none, gzip, snappy, lz4, zstd"});
  return {{kKafka, std::move(flags)}};
}

/// After the input's check.
void KafkaOutputs::check(const cli::Settings&) {
  connection_.check(specs());
  connection_.require_host("output-kafka-key", key_ != kDefaultKey);
  connection_.require_host("output-kafka-compression", compression_ != kNoCompression);
  shared_->check();
  if (is_used() && shared_->read_from == connection_.place()) {
    throw UsageError("--output-kafka-topic: gor would read again what it writes: it is the topic of the input");
  }
}

std::unique_ptr<Output> KafkaOutputs::make(std::size_t, const Context& context, StationMetrics& station,
                                           StationMetrics*) {
  KafkaOutputOptions options;
  options.client = connection_.options();
  options.key = key_ == "none" ? KafkaKey::none : key_ == "id" ? KafkaKey::id : KafkaKey::session;
  options.compression = compression_;
  options.memory = context.memory;
  return make_kafka_output(options, station);
}

}  // namespace gor::endpoint
