// SPDX-License-Identifier: Apache-2.0
// The health of a run.
#pragma once

#include <string>

#include "gor/message.hpp"

#include "report/source.hpp"

namespace gor::report {

/// "" while the run does its work; else why not: it drains or has ended, a station has failed, or an output has
/// delivered nothing for 10 seconds.
std::string trouble_of(const Source& source, Timestamp now);

}  // namespace gor::report
