// SPDX-License-Identifier: Apache-2.0
#include "s3/file_output.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/stat.h>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "s3/uploader.hpp"

namespace gor::s3 {
namespace {

/// The folder of this user in `buffer`, which others can neither read nor replace.
std::filesystem::path private_folder(const std::string& buffer) {
  auto folder = std::filesystem::path(buffer) / fmt::format("gor-s3-{}", ::getuid());
  struct stat status {};
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    throw StartError(fmt::format("--output-file-buffer {}: {}", buffer, std::strerror(errno)));
  }
  const bool is_ours = ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                       status.st_uid == ::getuid() && (status.st_mode & 0077) == 0;
  if (!is_ours) {
    throw StartError(fmt::format("--output-file-buffer {}: {} is not a folder of this user alone (mode 0700)", buffer,
                                 folder.string()));
  }
  return folder;
}

UploaderOptions uploader_options(const FileOutputOptions& options, const std::filesystem::path& folder) {
  const std::string& key = options.location.key;
  const std::filesystem::path literal = key.substr(0, key.find('%'));
  UploaderOptions uploader;
  uploader.access = options.access;
  uploader.bucket = options.location.bucket;
  uploader.folder = folder;
  uploader.prefix = (literal.parent_path() / literal.stem()).string();
  return uploader;
}

class S3FileOutput final : public Output {
 public:
  S3FileOutput(const FileOutputOptions& options, const std::filesystem::path& folder, StationMetrics& station,
               net::OwnConnections* own)
      : folder_(folder), station_(station), uploader_(uploader_options(options, folder), station, own) {
    gor::FileOutputOptions file = options.file;
    file.path = (folder / options.location.key).string();
    file.on_chunk = [this](const std::string& path) { uploader_.add(path); };
    file_ = gor::make_file_output(file, station);
  }

  void write(const Message& message) override { file_->write(message); }
  void close(std::chrono::steady_clock::time_point deadline) override {
    file_->close(deadline);
    uploader_.give_up_at(deadline);
  }
  void join() override {
    file_->join();
    const std::size_t left = uploader_.finish();
    if (left == 0) return;
    station_.fail(fmt::format("files left in {} that could not be uploaded: {}; the next run uploads them",
                              folder_.string(), left));
  }
  bool is_idle() const override { return file_->is_idle(); }

 private:
  const std::filesystem::path folder_;
  StationMetrics& station_;
  Uploader uploader_;
  std::unique_ptr<Output> file_;
};

}  // namespace

std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, StationMetrics& station,
                                         net::OwnConnections* own) {
  const auto folder = private_folder(options.buffer) / options.location.bucket;
  return std::make_unique<S3FileOutput>(options, folder, station, own);
}

}  // namespace gor::s3
