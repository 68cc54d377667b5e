// SPDX-License-Identifier: Apache-2.0
#include "record/recorded_files.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <tuple>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <re2/re2.h>
#include <unistd.h>

#include "record/chunks.hpp"

namespace gor {
namespace {

namespace fs = std::filesystem;

/// Looks for the files, folder by folder.
class Search {
 public:
  Search(std::vector<PathTemplate::Component> components, bool are_chunks)
      : components_(std::move(components)), are_chunks_(are_chunks) {}

  void look_into(const fs::path& folder, std::size_t depth) {
    const PathTemplate::Component& component = components_[depth];
    const bool is_last = depth + 1 == components_.size();
    if (!is_last && !component.is_variable) return look_into(folder / component.text, depth + 1);
    const RE2 pattern(component.pattern);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, ignored)) {
      const std::string name = entry.path().filename().string();
      if (is_last) {
        if (is_of_template(name, pattern)) add(folder / name);
      } else if (RE2::FullMatch(name, pattern) && entry.symlink_status(ignored).type() == fs::file_type::directory) {
        look_into(folder / name, depth + 1);
      }
    }
  }

  std::vector<RecordedFile> take_files() { return std::move(files_); }

 private:
  bool is_of_template(const std::string& name, const RE2& pattern) const {
    if (!are_chunks_) return RE2::FullMatch(name, pattern);
    const auto whole = path_of_chunk(name);
    if (!whole || !RE2::FullMatch(*whole, pattern)) return false;
    // "x_007.gor" has a number that is not written so.
    return chunk_path(*whole, *chunk_index(name, *whole)) == name;
  }

  void add(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    const auto since_1970 =
        std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    files_.push_back(
        {path.string(), static_cast<std::uint64_t>(status.st_size), std::chrono::system_clock::time_point(since_1970)});
  }

  const std::vector<PathTemplate::Component> components_;
  const bool are_chunks_;
  std::vector<RecordedFile> files_;
};

/// Chunks of one time come by their numbers.
std::uint64_t number_of(const std::string& path) {
  const auto whole = path_of_chunk(path);
  return whole ? *chunk_index(path, *whole) : 0;
}

}  // namespace

std::vector<RecordedFile> find_recorded_files(const PathTemplate& names, bool are_chunks) {
  Search search(names.components(), are_chunks);
  search.look_into("", 0);
  std::vector<RecordedFile> files = search.take_files();
  std::sort(files.begin(), files.end(), [](const RecordedFile& a, const RecordedFile& b) {
    if (a.last_write != b.last_write) return a.last_write < b.last_write;
    return std::make_tuple(number_of(a.path), a.path) < std::make_tuple(number_of(b.path), b.path);
  });
  return files;
}

int delete_recorded_file(const std::string& path, const PathTemplate& names) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return errno;
  int error = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? EWOULDBLOCK : 0;
  if (error == 0 && ::unlink(path.c_str()) != 0) error = errno;
  ::close(descriptor);
  if (error != 0) return error;
  const auto components = names.components();
  fs::path folder = fs::path(path).parent_path();
  for (std::size_t i = components.size() - 1; i-- > 0 && components[i].is_variable;) {
    if (::rmdir(folder.c_str()) != 0) break;  // it still has files
    folder = folder.parent_path();
  }
  return 0;
}

}  // namespace gor
