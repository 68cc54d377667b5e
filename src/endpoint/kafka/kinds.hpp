// SPDX-License-Identifier: Apache-2.0
// --input-kafka-host and --output-kafka-host, which share the flags of their connections.
#pragma once

#include <memory>
#include <vector>

#include "endpoint/endpoint.hpp"

namespace gor::endpoint {

/// Adds the two kinds.
void add_kafka_kinds(std::vector<std::unique_ptr<InputKind>>& inputs,
                     std::vector<std::unique_ptr<OutputKind>>& outputs);

}  // namespace gor::endpoint
