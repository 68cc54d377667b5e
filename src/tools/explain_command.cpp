// SPDX-License-Identifier: Apache-2.0
#include "tools/explain_command.hpp"

#include <cstdio>

#include <unistd.h>

#include "base/log.hpp"
#include "tools/explain.hpp"

namespace gor::tools {

int ExplainCommand::run(const cli::Settings& settings, const std::vector<std::string>&) {
  for (const auto& warning : settings.warnings) log::warning("{}", warning);
  if (isatty(STDIN_FILENO) == 1) std::fputs("reading a recording or a request from stdin\n", stderr);
  bool written = true;
  explain(settings, STDIN_FILENO, [&](std::string_view text) {
    written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && written;
  });
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace gor::tools
