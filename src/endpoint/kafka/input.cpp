// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/input.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/values.hpp"

namespace gor::endpoint {

KafkaInputs::KafkaInputs(std::shared_ptr<KafkaShared> shared)
    : InputKind({"input-kafka-host", "HOST,...", "read messages from a Kafka topic"}),
      shared_(shared),
      connection_({"input-kafka-host", "input-kafka-topic", "input-kafka-json-format", "input-kafka-use-sasl",
                   "input-kafka-mechanism", "input-kafka-username", "input-kafka-password"},
                  std::move(shared)) {}

std::vector<cli::FlagGroup> KafkaInputs::options() {
  std::vector<cli::Flag> flags = connection_.flags();
  flags.push_back({"input-kafka-offset", "N",
                   cli::FlagBinding([this](const auto& value) { store_offset(value); }, "-1"),
                   "first offset, at its pace (N|50%: half); -1: newest, -2: oldest"});
  flags.push_back({"input-kafka-group", "NAME", &options_.group, "consumer group: its members share the partitions"});
  std::vector<cli::Flag> shared = shared_->flags();
  std::move(shared.begin(), shared.end(), std::back_inserter(flags));
  return {{kKafka, std::move(flags)}};
}

void KafkaInputs::store_offset(const cli::FlagValue& value) {
  const auto spec = cli::parse_spec(value.value);
  const auto offset = spec ? parse_whole<std::int64_t>(spec->value) : std::nullopt;
  const bool has_speed = spec && spec->limit.kind == Limit::Kind::percent && spec->limit.value > 0;
  const bool has_limit = spec && spec->limit.kind != Limit::Kind::none;
  if (!offset || *offset < KafkaInputOptions::kOldest || (has_limit && !has_speed)) {
    throw UsageError(
        fmt::format("{}: '{}': expected an offset, -1 (newest) or -2 (oldest), and perhaps a speed: -2|200%",
                    value.origin, value.value));
  }
  options_.offset = *offset;
  options_.speed.reset();
  if (has_speed) options_.speed = static_cast<double>(spec->limit.value) / 100;
}

void KafkaInputs::check(const cli::Settings&) {
  connection_.check(specs());
  connection_.require_host("input-kafka-group", !options_.group.empty());
  connection_.require_host("input-kafka-offset", options_.offset != KafkaInputOptions::kNewest);
  if (!is_used()) return;
  shared_->read_from = connection_.place();
  const bool is_new = options_.offset == KafkaInputOptions::kNewest;
  if (is_new && options_.speed)
    throw UsageError("--input-kafka-offset: new messages have no speed: give an offset or -2");
  if (options_.group.empty()) {
    // From an offset, messages are a recording.
    if (!is_new && !options_.speed) options_.speed = 1;
  } else if (options_.offset >= 0) {
    throw UsageError("--input-kafka-offset: a group goes on where it was: only -1 and -2 are for its beginning");
  }
}

InputKind::Inputs KafkaInputs::make(std::size_t, const Context& context, StationMetrics& station) {
  KafkaInputOptions options = options_;
  options.client = connection_.options();
  options.memory = context.memory;
  return only(make_kafka_input(options, station));
}

}  // namespace gor::endpoint
