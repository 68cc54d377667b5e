// SPDX-License-Identifier: Apache-2.0
// The manual page gor(1).
#pragma once

#include <string>
#include <string_view>

#include "tools/manual/reference.hpp"

namespace gor::tools {

/// The page in the macros of man(7), without a date, so that equal sources give equal pages.
std::string man_page(const CommandReference& gor, std::string_view version);

}  // namespace gor::tools
