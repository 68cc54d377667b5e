// SPDX-License-Identifier: Apache-2.0
// The text of --help.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace gor::cli {

/// A command with its flags by groups; AppFormatMode::All: with the commands below it, and their flags, instead.
class Help : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* command, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_group(std::string title, bool is_positional, std::vector<const CLI::Option*> options) const override;
  /// "  --name VALUE    what it does (default ...)", with its line end.
  std::string make_option(const CLI::Option* option, bool is_positional) const override;

 private:
  std::string make_command(const CLI::App* command) const;
};

}  // namespace gor::cli
