// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

namespace gor::cli {

std::size_t count_outputs(const Settings& settings, std::string_view kind) {
  if (kind == "output-http") return settings.output_http.size();
  if (kind == "output-tcp") return settings.output_tcp.size();
  if (kind == "output-ws") return settings.output_ws.size();
  if (kind == "output-file") return settings.output_file.size();
  if (kind == "output-stdout") return settings.output_stdout ? 1 : 0;
  return kind == "output-null" && settings.output_null ? 1 : 0;
}

FileInputOptions replay_options(const Settings& settings, const FileSpec& spec) {
  FileInputOptions options = settings.input_file_options;
  options.recordings.paths = spec.paths;
  options.recordings.message_limit = settings.copy_buffer_bytes;
  options.progress = std::make_shared<ReplayProgress>();
  if (spec.limit.kind == Limit::Kind::percent) options.speed = static_cast<double>(spec.limit.value) / 100;
  return options;
}

}  // namespace gor::cli
