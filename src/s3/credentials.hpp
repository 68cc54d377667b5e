// SPDX-License-Identifier: Apache-2.0
// The credentials for S3, from where the AWS tools look for them.
#pragma once

#include <mutex>
#include <optional>

#include "s3/temporary_credentials.hpp"

namespace gor::s3 {

/// In this order: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the shared files; the container's service
/// (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI); the instance's metadata service (IMDSv2). Any thread.
class CredentialSource {
 public:
  /// Those found first, renewed five minutes before they expire. Waits for services, some seconds at most. Throws
  /// std::runtime_error, which says where it has looked.
  Credentials get();
  /// Forgets them: the server has refused them.
  void renew();

 private:
  std::mutex mutex_;
  std::optional<TemporaryCredentials> found_;
};

}  // namespace gor::s3
