// SPDX-License-Identifier: Apache-2.0
#include "output/retention.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/metric_families.hpp"

namespace gor {

Retention::Retention(Keep keep, PathTemplate names, bool are_chunks, StationMetrics& station)
    : keep_(keep), names_(std::move(names)), deleted_(station.counter(metrics::kDeletedFiles)), log_(station.text()) {
  auto files = find_recorded_files(names_, are_chunks);
  for (const RecordedFile& file : files) bytes_ += file.size;
  files_.assign(std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
}

void Retention::opened(const std::string& path) {
  const auto known =
      std::find_if(files_.begin(), files_.end(), [&](const RecordedFile& file) { return file.path == path; });
  if (known == files_.end()) return;
  bytes_ -= known->size;
  files_.erase(known);
}

void Retention::completed(const std::string& path, std::uint64_t size, TimePoint now) {
  files_.push_back({path, size, now});
  bytes_ += size;
}

bool Retention::is_too_much(std::uint64_t open_bytes, TimePoint now) const {
  if (files_.empty()) return false;
  return (keep_.bytes != 0 && bytes_ + open_bytes > keep_.bytes) ||
         (keep_.age.count() != 0 && files_.front().last_write < now - keep_.age);
}

void Retention::apply(std::uint64_t open_bytes, TimePoint now) {
  while (is_too_much(open_bytes, now)) {
    const RecordedFile oldest = std::move(files_.front());
    files_.pop_front();
    bytes_ -= oldest.size;
    const int error = delete_recorded_file(oldest.path, names_);
    if (error == 0) {
      deleted_.add();
      log::debug(1, "deleted {}: --output-file-keep", oldest.path);
    } else if (error != ENOENT && error != EWOULDBLOCK) {
      log_.warn(fmt::format("cannot delete {}: {}", oldest.path, std::strerror(error)));
    }
  }
}

}  // namespace gor
