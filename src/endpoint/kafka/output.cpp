// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/output.hpp"

#include <utility>

namespace gor::endpoint {

KafkaOutputs::KafkaOutputs(std::shared_ptr<KafkaSecurity> security)
    : OutputKind({"output-kafka-host", "HOST,...", "send messages to a Kafka topic"}),
      connection_({"output-kafka-host", "output-kafka-topic", "output-kafka-json-format", "output-kafka-use-sasl",
                   "output-kafka-mechanism", "output-kafka-username", "output-kafka-password"},
                  std::move(security)) {}

std::vector<cli::FlagGroup> KafkaOutputs::options() {
  std::vector<cli::Flag> flags = connection_.flags();
  flags.push_back({"output-kafka-key", "KEY", cli::choice(&key_, {"session", "id", "none"}),
                   "what decides on the partition: session, id, none"});
  flags.push_back({"output-kafka-compression", "CODEC",
                   cli::choice(&compression_, {"none", "gzip", "snappy", "lz4", "zstd"}),
                   "none, gzip, snappy, lz4, zstd"});
  return {{kKafka, std::move(flags)}};
}

void KafkaOutputs::check(const cli::Settings&) {
  connection_.check(specs());
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
