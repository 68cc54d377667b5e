// SPDX-License-Identifier: Apache-2.0
// An output that counts messages and discards them.
#pragma once

#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

namespace gor {

std::unique_ptr<Output> make_null_output(StationMetrics& station);

}  // namespace gor
