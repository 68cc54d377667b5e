// SPDX-License-Identifier: Apache-2.0
// Warnings about settings that are valid, but probably not intended.
#pragma once

#include <string>
#include <vector>

#include "cli/settings.hpp"
#include "endpoint/catalog.hpp"

namespace gor::app {

/// The warnings to log at the start. After check().
std::vector<std::string> doubts_of(const cli::Settings& settings, const endpoint::Catalog& catalog);

}  // namespace gor::app
