// SPDX-License-Identifier: Apache-2.0
#include "output/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/outage.hpp"
#include "output/batching_output.hpp"
#include "output/flight_recorder.hpp"
#include "output/retention.hpp"
#include "record/chunks.hpp"
#include "record/path_template.hpp"
#include "record/record_file.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;
using WallClock = std::chrono::system_clock;

constexpr std::size_t kGather = std::size_t{256} * 1024;            // bytes written at once
constexpr Clock::duration kPause = std::chrono::milliseconds(100);  // between two attempts to open a file

const char* words_of(int error) {
  if (error == EWOULDBLOCK) return "another process is recording to it";
  return error == ENXIO ? "nobody reads it" : std::strerror(error);
}

class FileTarget final : public BatchSink {
 public:
  FileTarget(const FileOutputOptions& options, StationMetrics& station)
      : options_(options),
        template_(options.path, options.instance),
        gather_(std::min<std::uint64_t>(kGather, options.size_limit)),
        station_(station) {
    if (options.write_requests != nullptr) return;
    if (options.keep.is_limited()) retention_.emplace(options.keep, template_, !options.append, station);
    if (template_.goes_by_message()) return;
    if (const int error = open(recording_for({}))) {
      throw StartError(fmt::format("--output-file {}: cannot write {}: {}", options.path, tried_, words_of(error)));
    }
  }

  void look_around() override {
    delete_old_files();
    if (options_.reopenings == nullptr || *options_.reopenings == reopened_) return;
    reopened_ = *options_.reopenings;
    log::info("{}: reopening files", station_.text());
    for (auto& [name, recording] : recordings_) {
      if (!is_stream(name)) finish(recording);
    }
  }

  void add(const Message& message) override {
    if (is_full_) return full_.add(message.type);
    Recording& recording = recording_for(message);
    if (is_chunk_full(recording)) finish(recording);
    if (recording.file != nullptr || try_to_open(recording)) {
      recording.file->add(message);
      recording.waiting.emplace_back(message);
      if (recording.file->gathered() >= gather_) flush(recording);
    } else {
      lose(message, failed_);
    }
    if (written_ + recording.gathered() >= options_.max_size_limit) return end_for_good();
    if (template_.goes_by_id()) finish_all();
  }

  bool has_unwritten() const override {
    return std::any_of(recordings_.begin(), recordings_.end(),
                       [](const auto& recording) { return recording.second.gathered() > 0; });
  }

  void flush() override {
    for (auto& [name, recording] : recordings_) flush(recording);
  }

  void finish() override { finish_all(); }

  void give_up_at(Clock::time_point deadline) override { deadline_.bring_forward(deadline); }

 private:
  /// The messages of one file name, in one file or in chunks.
  struct Recording {
    std::string name = {};
    std::unique_ptr<RecordFile> file = {};
    std::optional<std::uint64_t> chunk = {};   // the number of the file, or of the next one
    std::vector<WaitingMessage> waiting = {};  // what the file has gathered

    std::size_t gathered() const { return file ? file->gathered() : 0; }
  };

  Recording& recording_for(const Message& message) {
    if (template_.goes_by_id()) named_at_ = WallClock::now();
    if (template_.goes_by_time()) follow_the_clock();
    if (!template_.goes_by_message() && !recordings_.empty()) return recordings_.begin()->second;
    std::string name = template_.fill(named_at_, message);
    Recording& recording = recordings_[name];
    recording.name = std::move(name);
    return recording;
  }

  /// Finishes the current files when the time in the names has changed.
  void follow_the_clock() {
    const auto now = WallClock::now();
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == looked_at_) return;
    looked_at_ = second;
    if (template_.fill(second, {}) == template_.fill(std::chrono::floor<std::chrono::seconds>(named_at_), {})) return;
    finish_all();
    named_at_ = now;
  }

  bool is_chunk_full(const Recording& recording) const {
    if (!recording.chunk || recording.file == nullptr) return false;
    const bool is_plain = compression_by_name(recording.name) == Compression::none;
    const std::uint64_t size = recording.file->size() + (is_plain ? recording.gathered() : 0);
    const auto most = static_cast<std::uint64_t>(options_.queue_limit);
    return size >= options_.size_limit || (most != 0 && recording.file->records() >= most);
  }

  bool try_to_open(Recording& recording) {
    const auto now = Clock::now();
    if (now < open_again_at_) return false;
    const int error = open(recording);
    if (error == 0) return true;  // there may still be no room in it
    open_again_at_ = now + kPause;
    note(error);
    return false;
  }

  /// stdout, a pipe or a device cannot have chunks.
  static bool is_stream(const std::string& name) {
    // /dev/stdout may be a regular file.
    std::error_code ignored;
    return name == "-" || (std::filesystem::exists(name, ignored) &&
                           (name.starts_with("/dev/") || !std::filesystem::is_regular_file(name, ignored)));
  }

  /// Returns 0 or an errno.
  int open(Recording& recording) {
    if (is_stream(recording.name)) return open(recording, recording.name, RecordFile::Mode::extend);
    if (options_.append) return open(recording, recording.name, RecordFile::Mode::append);
    // With a name per message, searching the folder each time would take too long.
    if (!recording.chunk) recording.chunk = template_.goes_by_id() ? 0 : next_chunk(recording.name);
    while (true) {
      const int error = open(recording, chunk_path(recording.name, *recording.chunk), RecordFile::Mode::begin_new);
      if (error != EEXIST) return error;
      ++*recording.chunk;  // the name exists: written earlier, or by another gor
    }
  }

  int open(Recording& recording, const std::string& path, RecordFile::Mode mode) {
    tried_ = path;
    try {
      recording.file = std::make_unique<RecordFile>(path, mode, deadline_);
      if (retention_ && options_.append) retention_->opened(path);
      return 0;
    } catch (const std::system_error& error) {
      return error.code().value();
    }
  }

  void flush(Recording& recording) {
    if (recording.gathered() == 0) return;
    RecordFile& file = *recording.file;
    const std::uint64_t before = file.size();
    tried_ = file.path();
    const int error = file.flush();
    written_ += std::max(file.size(), before) - before;
    MessageCounter& fate = error == 0 ? station_.out : error == ETIMEDOUT ? stalled_ : failed_;
    for (const WaitingMessage& message : recording.waiting) message.end(fate, error != 0);
    recording.waiting.clear();
    if (error != ETIMEDOUT) note(error);
  }

  void finish(Recording& recording) {
    flush(recording);
    const std::string path = recording.file ? recording.file->path() : "";
    const std::uint64_t size = recording.file ? recording.file->size() : 0;
    recording.file.reset();
    if (retention_ && !path.empty()) retention_->completed(path, size, WallClock::now());
    delete_old_files();
    if (!recording.chunk) return;
    ++*recording.chunk;
    if (options_.on_chunk && !path.empty()) options_.on_chunk(path);
  }

  void delete_old_files() {
    if (!retention_) return;
    std::uint64_t open_bytes = 0;
    for (const auto& [name, recording] : recordings_) open_bytes += recording.file ? recording.file->size() : 0;
    retention_->apply(open_bytes, WallClock::now());
  }

  void finish_all() {
    for (auto& [name, recording] : recordings_) finish(recording);
    recordings_.clear();
  }

  void end_for_good() {
    finish_all();
    is_full_ = true;
    log::warning("output-file {}: wrote {} bytes, the maximum of --output-file-max-size-limit", options_.path,
                 written_);
    options_.on_size_limit();
  }

  /// Logs the beginning and the end of trouble. `error`: of the last attempt; 0 for success.
  void note(int error) {
    if ((error != 0) == outage_.is_on()) return;
    if (error == 0) {
      outage_.end();
      return log::warning("{}: {} can be written again", station_.text(), tried_);
    }
    outage_.begin();
    const std::string why = fmt::format("cannot write {}: {}; messages are lost meanwhile", tried_, words_of(error));
    if (station_.failure()) log::error("{}: {}", station_.text(), why);
    station_.fail(why);
  }

  const FileOutputOptions options_;
  const PathTemplate template_;
  const std::uint64_t gather_;
  StationMetrics& station_;
  std::optional<Retention> retention_;
  MessageCounter& full_ = station_.dropped("size limit");
  MessageCounter& stalled_ = station_.dropped("drain timeout");
  MessageCounter& failed_ = station_.failed("write");
  Deadline deadline_;
  std::map<std::string, Recording> recordings_;  // by name
  WallClock::time_point named_at_ = WallClock::now();
  std::chrono::sys_seconds looked_at_{};
  std::uint64_t written_ = 0;
  unsigned reopened_ = 0;  // how many requests were handled
  bool is_full_ = false;
  std::string tried_;  // the file of the last attempt
  Clock::time_point open_again_at_{};
  Outage outage_{station_};
};

}  // namespace

std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, StationMetrics& station) {
  std::unique_ptr<BatchSink> sink = std::make_unique<FileTarget>(options, station);
  if (options.write_requests != nullptr) {
    sink = std::make_unique<FlightRecorder>(std::move(sink), options.keep, *options.write_requests, options.memory,
                                            station);
  }
  return make_batching_output(std::move(sink), options.flush_interval, options.memory, station);
}

}  // namespace gor
