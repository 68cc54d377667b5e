// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/values.hpp"
#include "s3/file_output.hpp"
#include "s3/location.hpp"

namespace gor::endpoint {
namespace {

/// "10m" is a time; a size says "mb".
cli::FlagBinding keep_flag(Keep* keep) {
  return cli::FlagBinding([keep](const cli::FlagValue& given) {
    *keep = {};
    const bool is_number = given.value.find_first_not_of("0123456789") == std::string_view::npos;
    const auto age = is_number ? std::nullopt : cli::parse_duration(given.value);
    const auto bytes = age ? std::nullopt : cli::parse_size(given.value);
    if (age) keep->age = *age;
    if (bytes) keep->bytes = *bytes;
    if (keep->is_limited()) return;
    throw UsageError(
        fmt::format("{}: '{}' is neither a size nor a duration: 500mb, 10gb, 10m, 24h", given.origin, given.value));
  });
}

}  // namespace

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
           {"output-file-keep", "SIZE|DURATION", keep_flag(&common_.keep),
            "delete the oldest files beyond the newest 10gb, or the last 24h"},
           {"output-file-on-signal", "", &writes_on_signal_,
            "write nothing until SIGUSR1, then what --output-file-keep says, from memory"},
           {"output-file-buffer", "DIR", &buffer_, "where files for s3:// wait for their upload"},
       }}};
}

void FileOutputs::check(const cli::Settings&) {
  if (writes_on_signal_ && !common_.keep.is_limited()) {
    throw UsageError("--output-file-on-signal: --output-file-keep must say how much is held until then: 100mb, 10m");
  }
  for (const cli::Spec& spec : specs()) {
    if (common_.keep.is_limited() && !writes_on_signal_) check_keep(spec.value);
    if (!s3::is_location(spec.value)) continue;
    s3::parse_location("--output-file", spec.value);
    if (common_.append) refuse(spec.value, "an object cannot be appended to; leave --output-file-append away");
    if (buffer_.find('%') != std::string::npos) {
      throw UsageError(fmt::format("--output-file-buffer {}: the name must not contain %", buffer_));
    }
    s3_ = s3::read_access();
  }
}

void FileOutputs::check_keep(const std::string& path) const {
  std::string_view why;
  const PathTemplate names(path, instance_);
  if (s3::is_location(path)) {
    why = "gor deletes no objects; let a lifecycle rule of the bucket do it";
  } else if (path == "-" || path.starts_with("/dev/")) {
    why = "a stream has no files to delete";
  } else if (common_.append && !names.goes_by_time() && !names.goes_by_message()) {
    why = "a single file has no oldest part; leave --output-file-append away, or give the name a time (%Y-%m-%d)";
  }
  if (!why.empty()) throw UsageError(fmt::format("--output-file-keep: {}: {}", path, why));
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
  options.reopenings = &context.requests.reopen;
  if (writes_on_signal_) options.write_requests = &context.requests.write;
  options.on_size_limit = context.on_output_full;
  if (!s3::is_location(options.path)) return make_file_output(options, station);
  const s3::Location location = s3::parse_location("--output-file", options.path);
  return s3::make_file_output({location, s3_, buffer_, options}, station, &context.own_connections);
}

}  // namespace gor::endpoint
