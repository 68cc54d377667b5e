// SPDX-License-Identifier: Apache-2.0
#include "app/not_built.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::app {
namespace {

[[noreturn]] void refuse(std::string_view flag, std::string_view value, std::string_view what) {
  throw UsageError(fmt::format("--{}: '{}': {}", flag, value, what));
}

}  // namespace

void refuse_what_is_not_built(const cli::Settings& settings) {
  for (const cli::Spec& spec : settings.input_raw) {
    if (spec.value.starts_with("k8s://")) refuse("input-raw", spec.value, "gor does not know Kubernetes yet");
  }
  for (const cli::FileSpec& spec : settings.input_file) {
    for (const std::string& path : spec.paths) {
      if (path.starts_with("s3://"))
        refuse("input-file", path, "gor cannot read from S3 yet; copy the object to a file");
    }
  }
  for (const cli::Spec& spec : settings.output_file) {
    if (!spec.value.starts_with("s3://")) continue;
    refuse("output-file", spec.value, "gor cannot write to S3 yet; record to a file and copy it");
  }
}

}  // namespace gor::app
