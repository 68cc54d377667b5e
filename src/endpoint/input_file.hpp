// SPDX-License-Identifier: Apache-2.0
// --input-file: replays of recordings.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "input/file.hpp"

namespace gor::endpoint {

/// A value is a file, a pattern or the name of chunks; bare words after it are more of them. "|N%" is the speed.
class FileInputs final : public InputKind {
 public:
  FileInputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::string shown(std::size_t index) const override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
  bool is_live() const override { return false; }

  /// --input-file-dry-run.
  bool is_dry_run() const noexcept { return is_dry_run_; }
  std::vector<std::string> paths(std::size_t index) const;
  /// The options of all replays.
  std::vector<FileInputOptions> all_options(const cli::Settings& settings) const;
  const FileInputOptions& common() const noexcept { return common_; }

 private:
  FileInputOptions options_of(std::size_t index, const cli::Settings& settings) const;

  FileInputOptions common_;
  bool is_dry_run_ = false;
};

}  // namespace gor::endpoint
