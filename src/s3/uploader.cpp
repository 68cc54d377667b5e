// SPDX-License-Identifier: Apache-2.0
#include "s3/uploader.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "record/chunks.hpp"
#include "record/record_file.hpp"

namespace gor::s3 {
namespace {

constexpr std::uint64_t kPartBytes = std::uint64_t{8} << 20;
constexpr std::uint64_t kMostParts = 9'000;  // S3 allows 10,000
constexpr std::size_t kMostNames = 1'000;
constexpr int kMostConflicts = 1'000;  // one after the other; a server that reports more is at fault
constexpr int kAttempts = 6;
constexpr std::chrono::seconds kPause{2};  // after an upload that failed

/// A file that no other process writes or uploads.
class LockedFile {
 public:
  explicit LockedFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    is_mine_ = descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && fstat(descriptor_, &status) == 0 &&
               status.st_nlink > 0;
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~LockedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool is_mine() const noexcept { return is_mine_; }
  int descriptor() const noexcept { return descriptor_; }
  std::uint64_t size() const noexcept { return size_; }

 private:
  const int descriptor_;
  bool is_mine_ = false;
  std::uint64_t size_ = 0;
};

std::string read_part(int descriptor, std::uint64_t offset, std::uint64_t size) {
  std::string bytes(size, '\0');
  std::uint64_t got = 0;
  while (got < size) {
    const ssize_t count = ::pread(descriptor, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(count < 0 ? errno : EIO, std::generic_category());
    got += static_cast<std::uint64_t>(count);
  }
  return bytes;
}

/// It would be the same later.
bool is_refusal(const Error& error) {
  if (error.code() == "NoCredentials") return true;
  return error.status() >= 300 && error.status() < 500 && error.status() != 429;
}

}  // namespace

Uploader::Uploader(UploaderOptions options, StationMetrics& station, net::OwnConnections* own)
    : options_(std::move(options)), station_(station), client_(options_.access, options_.bucket, own) {
  try {
    client_.set_attempts(1);
    client_.probe(options_.prefix + "_");
  } catch (const Error& error) {
    const std::string text = fmt::format("s3://{}: {}", options_.bucket, error.what());
    if (is_refusal(error)) throw StartError("--output-file " + text);
    log::warning("{}: {}; files wait in {}", station_.text(), text, options_.folder.string());
  }
  client_.set_attempts(kAttempts);
  find_left_files();
  thread_ = std::thread([this] { run(); });
}

Uploader::~Uploader() {
  give_up_at(Clock::now());
  finish();
  thread_.join();
}

// What an earlier run has not uploaded. The end of its last file may be torn.
void Uploader::find_left_files() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(options_.folder, ignored)) {
    const std::string path = entry.path().string();
    const std::string key = entry.path().lexically_relative(options_.folder).string();
    if (!entry.is_regular_file(ignored) || !key.starts_with(options_.prefix) || !path_of_chunk(path)) continue;
    try {
      const Deadline none;
      RecordFile(path, RecordFile::Mode::append, none).flush();
    } catch (const std::system_error&) {
      continue;  // another process has it
    }
    files_.push_back(path);
  }
  std::sort(files_.begin(), files_.end());
  left_files_.insert(files_.begin(), files_.end());
  if (!files_.empty()) log::info("{}: uploading {} files of an earlier run", station_.text(), files_.size());
  waiting_files_.set(static_cast<std::int64_t>(files_.size()));
}

void Uploader::add(std::string path) {
  std::lock_guard lock(mutex_);
  files_.push_back(std::move(path));
  waiting_files_.set(static_cast<std::int64_t>(files_.size()));
  changed_.notify_all();
}

std::size_t Uploader::finish() {
  std::unique_lock lock(mutex_);
  is_finishing_ = true;
  changed_.notify_all();
  while (!is_over_ && Clock::now() < give_up_at_) {
    if (give_up_at_ == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, give_up_at_);
    }
  }
  client_.interrupt();
  return files_.size();
}

void Uploader::give_up_at(Clock::time_point deadline) {
  std::lock_guard lock(mutex_);
  give_up_at_ = std::min(give_up_at_, deadline);
  changed_.notify_all();
}

void Uploader::run() {
  while (const auto path = next_file()) {
    const bool is_done = upload(*path);
    std::unique_lock lock(mutex_);
    if (is_done) {
      files_.pop_front();
      waiting_files_.set(static_cast<std::int64_t>(files_.size()));
    } else if (is_finishing_) {
      break;
    } else {
      changed_.wait_for(lock, kPause, [this] { return is_finishing_; });
    }
  }
  std::lock_guard lock(mutex_);
  is_over_ = true;
  changed_.notify_all();
}

/// Empty at the end.
std::optional<std::string> Uploader::next_file() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !files_.empty() || is_finishing_; });
  if (files_.empty() || Clock::now() >= give_up_at_) return {};
  return files_.front();
}

/// Whether the file is done with: its object is there, or another process has it.
bool Uploader::upload(const std::string& path) {
  const LockedFile file(path);
  if (!file.is_mine()) {
    log::warning("{}: {} is not there, or another process has it: it is not uploaded here", station_.text(), path);
    return true;
  }
  try {
    if (file.size() > 0) {
      const std::string name = std::filesystem::path(path).lexically_relative(options_.folder).string();
      const std::string key = path_of_chunk(name).value_or(name);
      upload_as(key, file.descriptor(), file.size(), left_files_.contains(path));
      objects_.add();
    }
    note("");
  } catch (const std::runtime_error& error) {
    retries_.add();
    note(fmt::format("{}: {}; it is tried again", path, error.what()));
    return false;
  }
  ::unlink(path.c_str());
  left_files_.erase(path);
  return true;
}

// Other gors may write to the same key: then the number is taken, and the next one may be free. A file that an earlier
// run has left may be in the last object: the run was killed before it could remove the file.
void Uploader::upload_as(const std::string& key, int descriptor, std::uint64_t size, bool is_left) {
  std::uint64_t& number = next_number(key);
  if (is_left && number > 0 && has(chunk_path(key, number - 1), descriptor, size)) return;
  for (int conflicts = 0;; ++conflicts) {
    const std::string object = chunk_path(key, number);
    try {
      if (size > kPartBytes) {
        upload_in_parts(object, descriptor, size);
      } else {
        client_.put(object, read_part(descriptor, 0, size));
      }
      ++number;
      log::debug(1, "{}: uploaded s3://{}/{}, {} bytes", station_.text(), options_.bucket, object, size);
      return;
    } catch (const Error& error) {
      if (!error.is_conflict() || conflicts == kMostConflicts) throw;
      ++number;
      if (has(object, descriptor, size)) return;
    }
  }
}

// The answer to an upload may have been lost: then the object that is in the way is this one.
bool Uploader::has(const std::string& key, int descriptor, std::uint64_t size) {
  if (client_.size_of(key) != size) return false;
  for (std::uint64_t offset = 0; offset < size; offset += kPartBytes) {
    const std::uint64_t bytes = std::min(kPartBytes, size - offset);
    if (client_.read(key, offset, bytes).bytes != read_part(descriptor, offset, bytes)) return false;
  }
  return true;
}

void Uploader::upload_in_parts(const std::string& key, int descriptor, std::uint64_t size) {
  // Of a run that was killed.
  for (const std::string& left : client_.uploads_of(key)) client_.abort_upload(key, left);
  const std::string upload = client_.begin_upload(key);
  try {
    const std::uint64_t part_bytes = std::max(kPartBytes, size / kMostParts + 1);
    std::vector<std::string> tags;
    for (std::uint64_t offset = 0; offset < size; offset += part_bytes) {
      const std::string part = read_part(descriptor, offset, std::min(part_bytes, size - offset));
      tags.push_back(client_.put_part(key, upload, static_cast<int>(tags.size()) + 1, part));
    }
    client_.complete_upload(key, upload, tags);
  } catch (const std::runtime_error&) {
    try {
      client_.abort_upload(key, upload);
    } catch (const Error&) {  // the next attempt aborts it
    }
    throw;
  }
}

std::uint64_t& Uploader::next_number(const std::string& key) {
  const auto known = next_numbers_.find(key);
  if (known != next_numbers_.end()) return known->second;
  std::uint64_t next = 0;
  const std::string first = chunk_path(key, 0);
  const std::string prefix = first.substr(0, first.rfind('_') + 1);
  for (const ObjectEntry& object : client_.list(prefix)) {
    if (const auto index = chunk_index(object.key, key)) next = std::max(next, *index + 1);
  }
  if (next_numbers_.size() >= kMostNames) next_numbers_.clear();  // they are looked up again
  return next_numbers_[key] = next;
}

/// Logs the beginning, a change and the end of trouble. "": none.
void Uploader::note(std::string trouble) {
  if (trouble == trouble_) return;
  if (trouble.empty()) {
    log::warning("{}: files can be uploaded again", station_.text());
  } else {
    log::warning("{}: cannot upload {}", station_.text(), trouble);
  }
  trouble_ = std::move(trouble);
}

}  // namespace gor::s3
