// SPDX-License-Identifier: Apache-2.0
#include "s3/location.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::s3 {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::string_view kBucketCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.-_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace

bool is_location(std::string_view text) noexcept {
  return text.starts_with(kScheme);
}

Location parse_location(std::string_view flag, std::string_view text) {
  const std::string_view name = text.substr(kScheme.size());
  const std::size_t slash = name.find('/');
  Location location;
  location.bucket = name.substr(0, slash);
  if (slash != std::string_view::npos) location.key = name.substr(slash + 1);
  const bool is_bucket =
      !location.bucket.empty() && location.bucket.find_first_not_of(kBucketCharacters) == std::string::npos;
  if (!is_bucket || location.key.empty()) {
    throw UsageError(fmt::format("{} {}: accepted is s3://bucket/key", flag, text));
  }
  return location;
}

}  // namespace gor::s3
