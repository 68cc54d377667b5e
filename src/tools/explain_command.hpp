// SPDX-License-Identifier: Apache-2.0
// The command line of `gor explain`.
#pragma once

#include "cli/subcommand.hpp"

namespace gor::tools {

/// Explains messages from stdin on stdout.
class ExplainCommand final : public cli::Subcommand {
 public:
  ExplainCommand()
      : Subcommand({.name = "explain",
                    .usage = "[flags]",
                    .help = "show what filters and rewrites do to messages on stdin",
                    .takes_gor_flags = true}) {}

  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;
};

}  // namespace gor::tools
