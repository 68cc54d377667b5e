// SPDX-License-Identifier: Apache-2.0
// The name of an object in S3: "s3://bucket/key".
#pragma once

#include <string>
#include <string_view>

namespace gor::s3 {

struct Location {
  std::string bucket;
  std::string key;

  std::string text() const { return "s3://" + bucket + '/' + key; }
};

/// Whether the text begins with "s3://".
bool is_location(std::string_view text) noexcept;

/// Throws UsageError, which begins with `flag` and the text, unless it names a bucket and a key.
Location parse_location(std::string_view flag, std::string_view text);

}  // namespace gor::s3
