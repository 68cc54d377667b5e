// SPDX-License-Identifier: Apache-2.0
#include "tools/file_tools.hpp"

#include <map>
#include <string_view>

#include "tools/file/commands.hpp"

namespace gor::tools {

void run_file_command(const cli::FileCommand& command) {
  static const std::map<std::string_view, void (*)(const cli::FileCommand&)> kCommands{
      {"info", info},   {"cut", cut},     {"filter", filter}, {"sort", sort},
      {"merge", merge}, {"split", split}, {"cat", cat},       {"convert", convert}};
  kCommands.at(command.name)(command);
}

}  // namespace gor::tools
