// SPDX-License-Identifier: Apache-2.0
// The way of complete files into a bucket of S3.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"
#include "s3/client.hpp"

namespace gor::s3 {

struct UploaderOptions {
  Access access = {};
  std::string bucket = {};
  /// The files are in this folder, under the names of their keys, as chunks: name_0.ext, name_1.ext, ...
  std::filesystem::path folder = {};
  /// Complete files of earlier runs whose keys begin so are uploaded too.
  std::string prefix = {};
};

/// Uploads files on a thread of its own, one after the other, and removes each when its object is there. Objects are
/// numbered as chunks, after those that the bucket has. A file that cannot be uploaded stays, and is tried again, also
/// by a later run. An object is complete, or does not exist.
class Uploader {
 public:
  /// Looks into the bucket. Throws StartError if that is refused; a server that is away is waited for later. `own` may
  /// be null; it and `station` must outlive the uploader.
  Uploader(UploaderOptions options, StationMetrics& station, net::OwnConnections* own);
  ~Uploader();
  Uploader(const Uploader&) = delete;
  Uploader& operator=(const Uploader&) = delete;

  /// Takes over a file that is complete. Any thread.
  void add(std::string path);
  /// Waits until all files are uploaded, until a server that is away has not come back within seconds, or until the
  /// deadline, which may be brought forward meanwhile. Returns the number of files that are left.
  std::size_t finish();
  /// Any thread.
  void give_up_at(std::chrono::steady_clock::time_point deadline);

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void find_left_files();
  std::optional<std::string> next_file();
  bool upload(const std::string& path);
  void upload_as(const std::string& key, int descriptor, std::uint64_t size, bool is_left);
  void upload_in_parts(const std::string& key, int descriptor, std::uint64_t size);
  bool has(const std::string& key, int descriptor, std::uint64_t size);
  std::uint64_t& next_number(const std::string& key);
  void note(std::string trouble);

  const UploaderOptions options_;
  StationMetrics& station_;
  Counter& objects_ = station_.counter(metrics::kObjects);
  Counter& retries_ = station_.counter(metrics::kUploadRetries);
  Gauge& waiting_files_ = station_.gauge(metrics::kWaitingFiles);
  Client client_;
  std::map<std::string, std::uint64_t> next_numbers_;  // by the key without a number
  std::set<std::string> left_files_;                   // of an earlier run
  std::string trouble_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> files_;  // the first is being uploaded
  bool is_finishing_ = false;
  bool is_over_ = false;
  Clock::time_point give_up_at_ = Clock::time_point::max();
  std::thread thread_;
};

}  // namespace gor::s3
