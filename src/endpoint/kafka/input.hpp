// SPDX-License-Identifier: Apache-2.0
// --input-kafka-host: messages from a Kafka topic.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "endpoint/kafka/connection.hpp"
#include "kafka/input.hpp"

namespace gor::endpoint {

class KafkaInputs final : public InputKind {
 public:
  explicit KafkaInputs(std::shared_ptr<KafkaShared> shared);

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
  bool is_live() const override { return false; }

 private:
  void store_offset(const cli::FlagValue& value);

  const std::shared_ptr<KafkaShared> shared_;
  KafkaConnection connection_;
  KafkaInputOptions options_;
};

}  // namespace gor::endpoint
