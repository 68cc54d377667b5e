// SPDX-License-Identifier: Apache-2.0
// The version of this build.
#pragma once

#include <string_view>

namespace gor::cli {

std::string_view version();

}  // namespace gor::cli
