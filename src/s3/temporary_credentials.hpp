// SPDX-License-Identifier: Apache-2.0
// Credentials that expire, as the services of AWS for containers and instances give them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "s3/signature.hpp"

namespace gor::s3 {

inline constexpr std::chrono::sys_seconds kNever = std::chrono::sys_seconds::max();

struct TemporaryCredentials {
  Credentials credentials;
  std::chrono::sys_seconds expires = kNever;
};

/// Empty if the text is not an answer with credentials.
std::optional<TemporaryCredentials> read_temporary_credentials(std::string_view json);

}  // namespace gor::s3
