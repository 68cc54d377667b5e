// SPDX-License-Identifier: Apache-2.0
// --output-kafka-host: messages to a Kafka topic.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "endpoint/kafka/connection.hpp"
#include "kafka/output.hpp"

namespace gor::endpoint {

class KafkaOutputs final : public OutputKind {
 public:
  explicit KafkaOutputs(std::shared_ptr<KafkaShared> shared);

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;

 private:
  static constexpr const char* kDefaultKey = "session";
  static constexpr const char* kNoCompression = "none";

  const std::shared_ptr<KafkaShared> shared_;
  KafkaConnection connection_;
  std::string key_ = kDefaultKey;
  std::string compression_ = kNoCompression;
};

}  // namespace gor::endpoint
