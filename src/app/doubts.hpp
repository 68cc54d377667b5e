// SPDX-License-Identifier: Apache-2.0
// What is right in the settings, but hardly meant.
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "cli/settings.hpp"

namespace gor::app {

/// A warning for each, to be given at the start.
std::vector<std::string> doubts_of(const cli::Settings& settings, const Checked& checked);

}  // namespace gor::app
