// SPDX-License-Identifier: Apache-2.0
// The settings of S3 that the AWS tools have too: from the environment and from the shared files.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "net/url.hpp"

namespace gor::s3 {

/// The content of a file; "" if it cannot be read.
std::string content_of(const std::string& path);
/// The settings of AWS_PROFILE, or of "default", from ~/.aws/credentials or ~/.aws/config.
std::map<std::string, std::string> shared_credentials();
std::map<std::string, std::string> shared_config();

struct Settings {
  std::string region = "us-east-1";
  std::optional<net::Url> endpoint;  ///< instead of AWS; buckets are then named in the path
};

/// From AWS_DEFAULT_REGION, AWS_REGION, AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL, or the shared files. Throws
/// UsageError for an endpoint that is not a URL.
Settings read_settings();

}  // namespace gor::s3
