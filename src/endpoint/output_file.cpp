// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_file.hpp"

namespace gor::endpoint {

FileOutputs::FileOutputs()
    : OutputKind({"output-file", "PATH", "record to PATH_0, PATH_1, ... (.gz, .zst; %Y %m %d %H %M %S %NS %r %t %i)"}) {
}

std::vector<cli::FlagGroup> FileOutputs::options() {
  return {
      {cli::kRecordings,
       {
           {"output-file-append", "", &common_.append, "write the single file PATH, after existing content"},
           {"output-file-flush-interval", "DURATION", &common_.flush_interval, "interval of writes"},
           {"output-file-size-limit", "SIZE", cli::size(&common_.size_limit, 1), "begin the next file at this size"},
           {"output-file-queue-limit", "N", cli::number(&common_.queue_limit, 0),
            "begin the next file after N messages; 0: never"},
           {"output-file-max-size-limit", "SIZE", cli::size(&common_.max_size_limit, 1),
            "stop recording at this total size"},
       }}};
}

void FileOutputs::check(const cli::Settings&) {
  for (const cli::Spec& spec : specs()) {
    if (spec.value.starts_with("s3://")) {
      refuse(spec.value, "gor cannot write to S3 yet; record to a file and copy it");
    }
  }
}

std::vector<std::string> FileOutputs::files() const {
  std::vector<std::string> files;
  for (const cli::Spec& spec : specs()) {
    if (common_.append || spec.value == "-" || spec.value.starts_with("/dev/")) files.push_back(spec.value);
  }
  return files;
}

std::unique_ptr<Output> FileOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                          StationMetrics*) {
  FileOutputOptions options = common_;
  options.path = specs()[index].value;
  options.instance = instance_;
  options.memory = context.memory;
  options.reopenings = &context.reopenings;
  options.on_size_limit = context.on_output_full;
  return make_file_output(options, station);
}

}  // namespace gor::endpoint
