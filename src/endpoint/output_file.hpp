// SPDX-License-Identifier: Apache-2.0
// --output-file: recordings.
#pragma once

#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "output/file.hpp"
#include "record/path_template.hpp"
#include "s3/client.hpp"

namespace gor::endpoint {

class FileOutputs final : public OutputKind {
 public:
  FileOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;

  /// The values that are written to themselves, and not to chunks.
  std::vector<std::string> files() const;

  /// Whether SIGUSR1 makes an output write.
  bool waits_for_signal() const noexcept { return is_used() && writes_on_signal_; }

 private:
  void check_keep(const std::string& path) const;

  FileOutputOptions common_;
  bool writes_on_signal_ = false;
  std::string buffer_ = "/tmp";
  s3::Access s3_;
  const std::string instance_ = make_instance_id();  // of all files of this gor
};

}  // namespace gor::endpoint
