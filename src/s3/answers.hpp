// SPDX-License-Identifier: Apache-2.0
// The answers of S3 that gor reads: lists of objects and uploads, and errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::s3 {

struct ObjectEntry {
  std::string key;
  std::uint64_t size = 0;
};

struct ObjectList {
  std::vector<ObjectEntry> objects;
  std::string continuation;  ///< the token for the next page; "" at the end
};

/// The answer to ListObjectsV2 with encoding-type=url. Empty if it is not such an answer.
std::optional<ObjectList> read_object_list(std::string_view document);

/// The upload id of CreateMultipartUpload's answer; "" if it has none.
std::string read_upload_id(std::string_view document);

/// The ids of unfinished uploads of that key, from ListMultipartUploads' answer.
std::vector<std::string> read_uploads_of(std::string_view document, std::string_view key);

struct ErrorAnswer {
  std::string code;     ///< "NoSuchKey"; "" if the answer names none
  std::string message;  ///< for a person
};
ErrorAnswer read_error(std::string_view document);

}  // namespace gor::s3
