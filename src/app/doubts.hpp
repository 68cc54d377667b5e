// SPDX-License-Identifier: Apache-2.0
// Warnings about settings that are valid, but probably not intended.
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "cli/settings.hpp"

namespace gor::app {

/// The warnings to log at the start.
std::vector<std::string> doubts_of(const cli::Settings& settings, const Checked& checked);

}  // namespace gor::app
