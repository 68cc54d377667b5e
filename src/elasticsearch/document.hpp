// SPDX-License-Identifier: Apache-2.0
// An exchange as a document of Elasticsearch (docs/elasticsearch.md).
#pragma once

#include <cstddef>
#include <string>

#include "format/formats.hpp"

namespace gor::elasticsearch {

/// When it happened: the replay, if the response is a replayed one, else the capture.
Timestamp time_of(const format::Exchange& exchange);

/// A JSON object in one line, with GoReplay's names. `body_limit`: how much of each body it has; 0: none.
std::string document(const format::Exchange& exchange, std::size_t body_limit);

/// A template for indices with these documents: which fields are dates, numbers and words. `pattern`: "gor-*".
std::string index_template(const std::string& pattern);

}  // namespace gor::elasticsearch
