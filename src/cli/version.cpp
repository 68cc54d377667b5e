// SPDX-License-Identifier: Apache-2.0
#include "cli/version.hpp"

namespace gor::cli {

std::string_view version() {
  return GOR_VERSION;
}

}  // namespace gor::cli
