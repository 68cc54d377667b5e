// SPDX-License-Identifier: Apache-2.0
// Recordings in S3, for reading.
#pragma once

#include <memory>

#include "record/storage.hpp"

namespace gor::s3 {

/// Objects named "s3://bucket/key". Reads them by ranges, some megabytes ahead. Looks at the environment when it is
/// used first, and throws UsageError then if that is wrong.
std::unique_ptr<Storage> make_object_storage();

}  // namespace gor::s3
