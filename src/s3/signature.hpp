// SPDX-License-Identifier: Apache-2.0
// Signatures of requests to AWS services, version 4 (AWS Signature Version 4 for API requests).
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace gor::s3 {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  ///< "" for long-term credentials
};

/// A request before it is signed. Names and values are not encoded.
struct Request {
  std::string method = "GET";
  std::string path;                           ///< begins with '/'
  std::map<std::string, std::string> query;   ///< parameters
  std::map<std::string, std::string> fields;  ///< header fields; names in lower case
  std::string_view body;
};

/// The request line's target: path and query, percent-encoded as S3 expects it.
std::string target_of(const Request& request);

/// Adds the fields x-amz-date, x-amz-content-sha256, x-amz-security-token and authorization, which covers all fields.
/// Needs the field "host".
void sign(Request& request, const Credentials& credentials, std::string_view region, std::chrono::sys_seconds now,
          std::string_view service = "s3");

}  // namespace gor::s3
