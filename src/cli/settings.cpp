// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

namespace gor::cli {

FileInputOptions replay_options(const Settings& settings, const FileSpec& spec) {
  FileInputOptions options = settings.replay;
  options.recordings.paths = spec.paths;
  options.recordings.message_limit = settings.copy_buffer_bytes;
  options.progress = std::make_shared<ReplayProgress>();
  if (spec.limit.kind == Limit::Kind::percent) options.speed = static_cast<double>(spec.limit.value) / 100;
  return options;
}

}  // namespace gor::cli
