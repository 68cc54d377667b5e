// SPDX-License-Identifier: Apache-2.0
// The files that a template has given their names.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "record/path_template.hpp"

namespace gor {

struct RecordedFile {
  std::string path;
  std::uint64_t size = 0;
  std::chrono::system_clock::time_point last_write;
};

/// The regular files whose names the template can give, as chunks or as they are, the oldest first. Looks only into
/// folders that the template can name, and follows no links in places of placeholders.
std::vector<RecordedFile> find_recorded_files(const PathTemplate& names, bool are_chunks);

/// Deletes the file, unless a process is writing it, and then the folders of the template that have become empty.
/// Returns 0 or an errno: EWOULDBLOCK if it is being written.
int delete_recorded_file(const std::string& path, const PathTemplate& names);

}  // namespace gor
