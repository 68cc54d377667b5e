// SPDX-License-Identifier: Apache-2.0
// Puts records into another order or other files: sort, merge, split.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/head.hpp"
#include "input/recording_set.hpp"
#include "pipeline/recent_verdicts.hpp"
#include "record/path_template.hpp"
#include "tools/file/commands.hpp"
#include "tools/file/io.hpp"

namespace gor::tools {
namespace {

constexpr std::size_t kMostHeld = std::size_t{48} << 20;  // bytes of records
constexpr std::size_t kOverhead = 300;                    // memory of each in addition to its payload
constexpr std::size_t kGather = std::size_t{1} << 20;     // bytes written at once

/// A file without a name, which disappears with its descriptor however gor ends.
class NamelessFile {
 public:
  explicit NamelessFile(const std::string& folder) : descriptor_(open(folder)) {
    if (descriptor_ < 0) throw StartError(fmt::format("cannot make a file in {}: {}", folder, std::strerror(errno)));
  }
  NamelessFile(NamelessFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  NamelessFile& operator=(NamelessFile&&) = delete;
  ~NamelessFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  /// A path for other code to open it.
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  int duplicate() const { return fcntl(descriptor_, F_DUPFD_CLOEXEC, 0); }

 private:
  static int open(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) return descriptor;
    // Some file systems do not support that.
    std::string name = folder + "/gor-sort-XXXXXX";
    const int named = mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) unlink(name.c_str());
    return named;
  }

  int descriptor_;
};

/// The folder of the output, which has room for the sorted data.
std::string work_folder(const std::string& output) {
  const auto folder =
      output == "-" ? std::filesystem::temp_directory_path() : std::filesystem::absolute(output).parent_path();
  return folder.string();
}

struct Entry {
  Timestamp time;
  Message message;
};

/// As many records as may be held, sorted; empty at the end.
std::vector<Entry> next_run(Records& records, Timestamp& last) {
  std::vector<Entry> run;
  std::size_t held = 0;
  while (held < kMostHeld) {
    auto message = records.next();
    if (!message) break;
    if (message->timestamp != kNoTimestamp) last = message->timestamp;  // others keep their place after the one before
    held += message->payload.size() + kOverhead;
    run.push_back({last, std::move(*message)});
  }
  std::stable_sort(run.begin(), run.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
  return run;
}

NamelessFile write_run(const std::string& folder, const std::vector<Entry>& run) {
  NamelessFile file(folder);
  const Deadline never;
  RecordFile records(file.duplicate(), Compression::zstd, never);
  int error = 0;
  for (const Entry& entry : run) {
    records.add(entry.message);
    if (error == 0 && records.gathered() >= kGather) error = records.flush();
  }
  if (error == 0) error = records.flush();
  if (error != 0) throw StartError(fmt::format("cannot write to {}: {}", folder, std::strerror(error)));
  return file;
}

void merge_into(Writer& writer, const std::vector<std::string>& paths, std::size_t read_depth) {
  StationMetrics station("merge");
  RecordingSet set({.paths = paths, .read_depth = read_depth, .message_limit = kMessageLimit}, station);
  Message message;
  while (set.next(message)) writer.add(message);
  writer.finish();
  if (const auto failure = station.failure()) throw StartError(*failure);
}

/// The assignment of records to files: those of a request share a file, as far as the request is remembered.
class Distribution {
 public:
  explicit Distribution(const FileCommand& command) : by_(command.by), count_(command.count) {}

  std::string name_for(const Message& message) {
    if (by_ == "session") return std::string(message.id.session());
    if (message.type != MessageType::request) {
      if (names_.empty())
        latest_ = number_of(by_ == "host" ? "none" : "0");  // its request came before the recording began
      return names_[numbers_.get(message.id).value_or(latest_)];
    }
    if (by_ == "host") {
      const auto host = http::find_field(message.payload.view(), "Host");
      // The host is not case-sensitive (RFC 9110 section 4.2.3).
      latest_ = number_of(host && !host->value.empty() ? lowered(std::string(host->value)) : "none");
    } else {
      latest_ = number_of(std::to_string(requests_++ / count_));
    }
    numbers_.set(message.id, latest_, std::chrono::steady_clock::now());
    return names_[latest_];
  }

 private:
  std::size_t number_of(std::string name) {
    const auto [place, is_new] = by_name_.try_emplace(std::move(name), names_.size());
    if (is_new) names_.push_back(place->first);
    return place->second;
  }

  const std::string by_;
  const std::uint64_t count_;
  std::uint64_t requests_ = 0;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> by_name_;
  RecentVerdicts<std::size_t> numbers_;
  std::size_t latest_ = 0;
};

/// Any number of files, one of which is open at a time: data for each is gathered first.
class Files {
 public:
  explicit Files(std::string output) : output_(std::move(output)) {}

  void add(const std::string& name, const Message& message) {
    waiting_[name].push_back(message);
    held_ += message.payload.size() + kOverhead;
    if (held_ >= kMostHeld) write();
  }

  void write() {
    for (const auto& [name, messages] : waiting_) {
      const bool is_new = !paths_.contains(name);
      write(path_for(name), messages, is_new);
    }
    waiting_.clear();
    held_ = 0;
  }

  std::size_t count() const { return paths_.size(); }

 private:
  /// Names that are too long, or would collide with another file, get a hash.
  const std::string& path_for(const std::string& name) {
    std::string& path = paths_[name];
    if (!path.empty()) return path;
    constexpr std::size_t kLongest = 100;
    std::string shown = name;
    std::replace(shown.begin(), shown.end(), ':', '_');
    shown = harmless_name(shown);
    if (shown.size() > kLongest || !shown_.insert(shown).second) {
      shown = fmt::format("{}-{:016x}", shown.substr(0, kLongest), std::hash<std::string>()(name));
      shown_.insert(shown);
    }
    const std::filesystem::path whole(output_);
    path = (whole.parent_path() / fmt::format("{}_{}{}", whole.stem().string(), shown, whole.extension().string()))
               .string();
    return path;
  }

  void write(const std::string& path, const std::vector<Message>& messages, bool is_new) const {
    try {
      RecordFile file(path, is_new ? RecordFile::Mode::begin_new : RecordFile::Mode::extend, never_);
      for (const Message& message : messages) file.add(message);
      if (const int error = file.flush(); error != 0) throw std::system_error(error, std::generic_category());
    } catch (const std::system_error& error) {
      throw StartError(fmt::format("--output: cannot write {}: {}", path, error.code().message()));
    }
  }

  const std::string output_;
  const Deadline never_;
  std::map<std::string, std::vector<Message>> waiting_;
  std::map<std::string, std::string> paths_;  // of the files written so far, by name
  std::set<std::string> shown_;               // the file names of the names in paths_
  std::size_t held_ = 0;
};

}  // namespace

void sort(const FileCommand& command) {
  Records records(command.files);
  Writer writer(command.output);
  Timestamp last{};
  auto run = next_run(records, last);
  auto next = next_run(records, last);
  if (next.empty()) {
    for (const Entry& entry : run) writer.add(entry.message);
    return writer.finish();
  }
  const std::string folder = work_folder(command.output);
  std::vector<NamelessFile> files;
  std::vector<std::string> paths;
  for (; !run.empty(); run = std::exchange(next, next_run(records, last))) {
    paths.push_back(files.emplace_back(write_run(folder, run)).path());
  }
  merge_into(writer, paths, 0);
}

void merge(const FileCommand& command) {
  Writer writer(command.output);
  merge_into(writer, command.files, command.read_depth);
}

void split(const FileCommand& command) {
  if (command.by.empty()) throw UsageError("gor file split: --by session, host or count");
  if (command.by == "count" && command.count == 0) throw UsageError("gor file split: --by count needs --count N");
  if (command.output == "-") throw UsageError("gor file split: --output FILE is missing");
  Records records(command.files);
  Distribution distribution(command);
  Files files(command.output);
  while (const auto message = records.next()) files.add(distribution.name_for(*message), *message);
  files.write();
  log::info("split: {} files", files.count());
}

}  // namespace gor::tools
