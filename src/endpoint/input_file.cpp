// SPDX-License-Identifier: Apache-2.0
#include "endpoint/input_file.hpp"

#include <fmt/format.h>

#include "s3/location.hpp"

namespace gor::endpoint {

FileInputs::FileInputs()
    : InputKind({"input-file", "PATH...", "replay a recording at its speed, or at |N% of it", true}) {}

std::vector<cli::FlagGroup> FileInputs::options() {
  return {{cli::kRecordings,
           {
               {"input-file-loop", "", &common_.loop, "start again at the end"},
               {"input-file-max-wait", "DURATION", &common_.max_wait, "shorten longer pauses to this time"},
               {"input-file-read-depth", "N", cli::number(&common_.recordings.read_depth, 0),
                "number of records to sort by time"},
               {"input-file-dry-run", "", &is_dry_run_, "report what a replay would do, and send nothing"},
           }}};
}

void FileInputs::check(const cli::Settings&) {
  for (std::size_t i = 0; i < specs().size(); ++i) {
    for (const std::string& path : paths(i)) {
      if (s3::is_location(path)) s3::parse_location("--input-file", path);
    }
  }
}

std::string FileInputs::shown(std::size_t index) const {
  return fmt::format("{}", fmt::join(paths(index), " "));
}

std::vector<std::string> FileInputs::paths(std::size_t index) const {
  const cli::Spec& spec = specs()[index];
  std::vector<std::string> paths{spec.value};
  paths.insert(paths.end(), spec.more.begin(), spec.more.end());
  return paths;
}

FileInputOptions FileInputs::options_of(std::size_t index, const cli::Settings& settings) const {
  FileInputOptions options = common_;
  options.recordings.paths = paths(index);
  options.recordings.message_limit = settings.copy_buffer_bytes;
  const Limit& limit = specs()[index].limit;
  if (limit.kind == Limit::Kind::percent) options.speed = static_cast<double>(limit.value) / 100;
  return options;
}

std::vector<FileInputOptions> FileInputs::all_options(const cli::Settings& settings) const {
  std::vector<FileInputOptions> all;
  for (std::size_t i = 0; i < specs().size(); ++i) all.push_back(options_of(i, settings));
  return all;
}

InputKind::Inputs FileInputs::make(std::size_t index, const Context& context, StationMetrics& station) {
  return only(make_file_input(options_of(index, context.settings), station));
}

}  // namespace gor::endpoint
