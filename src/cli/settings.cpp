// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

namespace gor::cli {

bool has_input(const Settings& s) {
  return !s.input_raw.empty() || !s.input_file.empty() || !s.input_tcp.empty() || !s.input_http.empty() ||
         !s.input_ws.empty() || !s.input_dummy.empty();
}

bool has_output(const Settings& s) {
  return !s.output_http.empty() || !s.output_tcp.empty() || !s.output_ws.empty() || !s.output_file.empty() ||
         s.output_stdout || s.output_null;
}

FileInputOptions replay_options(const Settings& settings, const FileSpec& spec) {
  FileInputOptions options = settings.replay;
  options.recordings.paths = spec.paths;
  options.recordings.message_limit = settings.copy_buffer_bytes;
  options.progress = std::make_shared<ReplayProgress>();
  if (spec.limit.kind == Limit::Kind::percent) options.speed = static_cast<double>(spec.limit.value) / 100;
  return options;
}

}  // namespace gor::cli
