// SPDX-License-Identifier: Apache-2.0
#include "tools/file_tools.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/file/commands.hpp"

namespace gor::tools {

void run_file_command(const cli::FileCommand& command) {
  struct Named {
    std::string_view name;
    void (*run)(const cli::FileCommand&);
  };
  static constexpr std::array<Named, 8> kCommands{{{"info", info},
                                                   {"cut", cut},
                                                   {"filter", filter},
                                                   {"sort", sort},
                                                   {"merge", merge},
                                                   {"split", split},
                                                   {"cat", cat},
                                                   {"convert", convert}}};
  std::find_if(kCommands.begin(), kCommands.end(), [&](const Named& known) {
    return known.name == command.name;
  })->run(command);
}

}  // namespace gor::tools
