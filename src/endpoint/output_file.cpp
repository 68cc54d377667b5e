// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "s3/file_output.hpp"
#include "s3/location.hpp"

namespace gor::endpoint {

FileOutputs::FileOutputs()
    : OutputKind(
          {"output-file", "PATH", "record to PATH_0, ..., or to S3 (.gz, .zst; %Y %m %d %H %M %S %NS %r %t %i)"}) {}

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
           {"output-file-buffer", "DIR", &buffer_, "where files for s3:// wait for their upload"},
       }}};
}

void FileOutputs::check(const cli::Settings&) {
  for (const cli::Spec& spec : specs()) {
    if (!s3::is_location(spec.value)) continue;
    s3::parse_location("--output-file", spec.value);
    if (common_.append) refuse(spec.value, "an object cannot be appended to; leave --output-file-append away");
    if (buffer_.find('%') != std::string::npos) {
      throw UsageError(fmt::format("--output-file-buffer {}: the name must not contain %", buffer_));
    }
    s3_ = s3::read_access();
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
  if (!s3::is_location(options.path)) return make_file_output(options, station);
  const s3::Location location = s3::parse_location("--output-file", options.path);
  return s3::make_file_output({location, s3_, buffer_, options}, station, &context.own_connections);
}

}  // namespace gor::endpoint
