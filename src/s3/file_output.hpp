// SPDX-License-Identifier: Apache-2.0
// An output that records messages to objects of S3 (docs/s3.md).
#pragma once

#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "net/own_connections.hpp"
#include "output/file.hpp"
#include "s3/client.hpp"
#include "s3/location.hpp"

namespace gor::s3 {

struct FileOutputOptions {
  Location location = {};  ///< the key is a PathTemplate
  Access access = {};
  std::string buffer = "/tmp";       ///< the folder in which chunks wait for their upload
  gor::FileOutputOptions file = {};  ///< without its path
};

/// Records to chunks in a folder of its own in `buffer`, which only this user can read, and uploads each chunk when it
/// is complete. A message counts as written when it is in a chunk. join() returns when all chunks are uploaded; those
/// that cannot be uploaded stay, and fail the station. Throws StartError.
std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, StationMetrics& station,
                                         net::OwnConnections* own);

}  // namespace gor::s3
