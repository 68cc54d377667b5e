// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/kinds.hpp"

#include "endpoint/kafka/connection.hpp"
#include "endpoint/kafka/input.hpp"
#include "endpoint/kafka/output.hpp"

namespace gor::endpoint {

void add_kafka_kinds(std::vector<std::unique_ptr<InputKind>>& inputs,
                     std::vector<std::unique_ptr<OutputKind>>& outputs) {
  const auto shared = std::make_shared<KafkaShared>();
  inputs.push_back(std::make_unique<KafkaInputs>(shared));
  outputs.push_back(std::make_unique<KafkaOutputs>(shared));
}

}  // namespace gor::endpoint
