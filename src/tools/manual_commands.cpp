// SPDX-License-Identifier: Apache-2.0
#include "tools/manual_commands.hpp"

#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/version.hpp"
#include "tools/manual/completion.hpp"
#include "tools/manual/man_page.hpp"
#include "tools/subcommands.hpp"

namespace gor::tools {
namespace {

int print(const std::string& text) {
  return std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0;
}

}  // namespace

int CompletionCommand::run(const cli::Settings&, const std::vector<std::string>& words) {
  const cli::Subcommands commands = subcommands(endpoints_);
  const CommandReference gor = reference(endpoints_(), commands);
  if (words == std::vector<std::string>{"bash"}) return print(bash_completion(gor));
  if (words == std::vector<std::string>{"zsh"}) return print(zsh_completion(gor));
  if (words == std::vector<std::string>{"fish"}) return print(fish_completion(gor));
  throw UsageError(fmt::format("completion{}{}: expected bash, zsh or fish", words.empty() ? "" : " ",
                               words.empty() ? "" : words.front()));
}

int ManCommand::run(const cli::Settings&, const std::vector<std::string>&) {
  const cli::Subcommands commands = subcommands(endpoints_);
  return print(man_page(reference(endpoints_(), commands), cli::version()));
}

}  // namespace gor::tools
