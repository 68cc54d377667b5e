// SPDX-License-Identifier: Apache-2.0
// Scripts by which shells complete gor's command line.
#pragma once

#include <string>

#include "tools/manual/reference.hpp"

namespace gor::tools {

std::string bash_completion(const CommandReference& gor);
std::string zsh_completion(const CommandReference& gor);
std::string fish_completion(const CommandReference& gor);

}  // namespace gor::tools
