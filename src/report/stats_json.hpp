// SPDX-License-Identifier: Apache-2.0
// The numbers of a run for programs: one JSON object, described in docs/observability.md.
#pragma once

#include <string>

#include "gor/message.hpp"

#include "report/source.hpp"

namespace gor::report {

/// The version of the object's form. It grows when a member changes its meaning or goes.
inline constexpr int kStatsVersion = 1;

std::string stats_json(const Source& source, Timestamp now);

/// The same with the member "cmdline", as Go programs have it at /debug/vars.
std::string debug_vars(const Source& source, Timestamp now);

}  // namespace gor::report
