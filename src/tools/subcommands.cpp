// SPDX-License-Identifier: Apache-2.0
#include "tools/subcommands.hpp"

#include "tools/explain_command.hpp"
#include "tools/file_server_command.hpp"
#include "tools/file_tools.hpp"

namespace gor::tools {
namespace {

template <class... Commands>
cli::Subcommands list() {
  cli::Subcommands all;
  (all.push_back(std::make_unique<Commands>()), ...);
  return all;
}

}  // namespace

cli::Subcommands subcommands(const EndpointFlags& endpoints) {
  cli::Subcommands all = list<FileServerCommand, ExplainCommand, FileTools>();
  all.push_back(std::make_unique<CompletionCommand>(endpoints));
  all.push_back(std::make_unique<ManCommand>(endpoints));
  return all;
}

}  // namespace gor::tools
