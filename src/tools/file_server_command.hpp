// SPDX-License-Identifier: Apache-2.0
// The command line of `gor file-server`.
#pragma once

#include "cli/subcommand.hpp"

namespace gor::tools {

/// Serves the current folder until a signal.
class FileServerCommand final : public cli::Subcommand {
 public:
  FileServerCommand()
      : Subcommand({.name = "file-server",
                    .usage = "ADDR",
                    .help = "serve the current directory over HTTP, for experiments",
                    .takes_words = true}) {}

  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;
};

}  // namespace gor::tools
