// SPDX-License-Identifier: Apache-2.0
// The subcommands that describe the command line itself: `gor completion` and `gor man`.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "cli/flags.hpp"
#include "cli/subcommand.hpp"

namespace gor::tools {

/// Gives the flags of inputs and outputs.
using EndpointFlags = std::function<std::vector<cli::FlagGroup>()>;

class CompletionCommand final : public cli::Subcommand {
 public:
  explicit CompletionCommand(EndpointFlags endpoints)
      : Subcommand({.name = "completion",
                    .usage = "bash|zsh|fish",
                    .help = "print a script by which the shell completes flags",
                    .takes_words = true}),
        endpoints_(std::move(endpoints)) {}

  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;

 private:
  const EndpointFlags endpoints_;
};

class ManCommand final : public cli::Subcommand {
 public:
  explicit ManCommand(EndpointFlags endpoints)
      : Subcommand({.name = "man", .usage = "", .help = "print the manual page, for man -l -"}),
        endpoints_(std::move(endpoints)) {}

  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;

 private:
  const EndpointFlags endpoints_;
};

}  // namespace gor::tools
