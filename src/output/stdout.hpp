// SPDX-License-Identifier: Apache-2.0
// Prints messages as a recording has them.
#pragma once

#include <cstddef>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

namespace gor {

/// A record writer; each record goes out at once.
std::unique_ptr<Output> make_stdout_output(std::size_t queue_bytes, Station& station);

}  // namespace gor
