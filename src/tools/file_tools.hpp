// SPDX-License-Identifier: Apache-2.0
// The subcommand `gor file COMMAND`: tools for recordings (docs/recordings.md).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/subcommand.hpp"
#include "tools/file/command.hpp"

namespace gor::tools {

/// One COMMAND.
class FileTool final : public cli::Subcommand {
 public:
  struct Tool {
    Kind kind;
    std::vector<cli::Flag> (*flags)(FileCommand&);
    void (*run)(const FileCommand&);
    bool takes_rules = false;  ///< the filters, rewrites and masks of `gor`
  };

  explicit FileTool(const Tool& tool) : Subcommand(tool.kind), tool_(tool) {}

  std::vector<cli::FlagGroup> flags() override;
  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;

  bool takes_rules() const noexcept { return tool_.takes_rules; }
  const FileCommand& command() const noexcept { return command_; }

 private:
  const Tool tool_;
  FileCommand command_;
};

class FileTools final : public cli::Subcommand {
 public:
  FileTools();

  std::vector<cli::Subcommand*> below() const override;
  std::string help() override;
  /// Without a COMMAND: prints the help.
  int run(const cli::Settings& settings, const std::vector<std::string>& words) override;

 private:
  std::vector<std::unique_ptr<FileTool>> tools_;
};

}  // namespace gor::tools
