// SPDX-License-Identifier: Apache-2.0
// The file of --stats-json.
#pragma once

#include <string>

#include "report/source.hpp"

namespace gor::report {

/// One thread. Each write replaces the complete file, so that a reader never sees a part of it.
class StatsFile {
 public:
  /// Writes the file for the first time. Throws StartError that names the flag if that is impossible, or if the path
  /// is something else than a file.
  StatsFile(std::string path, const Source& source);

  /// Logs why it fails, once until it succeeds again.
  void write();

 private:
  /// The reason if it fails, else "".
  std::string try_write();

  const std::string path_;  // links followed: the file that is replaced
  const std::string temporary_;
  const Source& source_;
  bool has_failed_ = false;
};

}  // namespace gor::report
