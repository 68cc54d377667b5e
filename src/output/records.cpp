// SPDX-License-Identifier: Apache-2.0
#include "output/records.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/queue.hpp"
#include "output/record_sink.hpp"
#include "record/form.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueItems = 100'000;
constexpr std::size_t kGather = std::size_t{256} * 1024;  // bytes written at once
constexpr Clock::duration kForever = std::chrono::hours(1);

class RecordOutput final : public Output {
 public:
  /// `start` is written before the first record.
  RecordOutput(int descriptor, std::string start, std::chrono::nanoseconds flush_interval, std::size_t queue_bytes,
               Station& station)
      : sink_(descriptor),
        flush_interval_(flush_interval),
        queue_(kQueueItems, queue_bytes),
        station_(station),
        queue_full_(station.dropped("queue full")),
        shutdown_(station.dropped("shutdown")),
        stalled_(station.dropped("drain timeout")),
        failed_(station.failed("write")),
        gathered_(std::move(start)),
        thread_([this] { run(); }) {}

  void write(const Message& message) override {
    using Messages = Queue<Message>;
    station_.in.add(message.type);
    const auto push = queue_.push(message, message.payload.size(),
                                  message.can_wait ? Messages::WhenFull::wait : Messages::WhenFull::refuse);
    if (push != Messages::Push::taken) (push == Messages::Push::full ? queue_full_ : shutdown_).add(message.type);
  }

  ~RecordOutput() override {
    close(Clock::now());
    join();
  }

  void close(Clock::time_point deadline) override {
    sink_.give_up_at(deadline);
    queue_.close();
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
  }

  bool is_idle() const override { return station_.held() == 0; }

 private:
  void run() {
    std::vector<Message> batch;
    while (queue_.pop_all(batch, gathered_.empty() ? Clock::now() + kForever : flush_at_)) {
      for (const Message& message : batch) {
        gather(message);
        queue_.release(1, message.payload.size());
      }
      // What still arrives before the interval is over is written with it.
      if (!gathered_.empty() && Clock::now() >= flush_at_) flush();
      batch.clear();
    }
    flush();
  }

  void gather(const Message& message) {
    if (gathered_.empty()) flush_at_ = Clock::now() + flush_interval_;
    append_record(gathered_, message);
    waiting_.push_back(message.type);
    if (gathered_.size() >= kGather) flush();
  }

  void flush() {
    const int error = gathered_.empty() ? 0 : sink_.write(gathered_);
    Count& fate = error == 0 ? station_.out : error == ETIMEDOUT ? stalled_ : failed_;
    for (const MessageType type : waiting_) fate.add(type);
    if (error != 0 && error != ETIMEDOUT) station_.fail(std::string("cannot write: ") + std::strerror(error));
    waiting_.clear();
    gathered_.clear();
    if (gathered_.capacity() > 2 * kGather) gathered_.shrink_to_fit();
  }

  RecordSink sink_;
  const std::chrono::nanoseconds flush_interval_;
  Queue<Message> queue_;
  Station& station_;
  Count& queue_full_;
  Count& shutdown_;
  Count& stalled_;
  Count& failed_;
  std::string gathered_;
  std::vector<MessageType> waiting_;  // what gathered_ holds
  Clock::time_point flush_at_{};
  std::thread thread_;  // the last: it uses all the others
};

// What the last record of a file lacks of its separator: who wrote it may have been killed.
std::string missing_separator(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = std::min<std::streamoff>(file.tellg(), kRecordSeparator.size());
  if (!file || size <= 0) return {};
  std::string end(static_cast<std::size_t>(size), '\0');
  file.seekg(-size, std::ios::end).read(end.data(), size);
  // A line feed alone may as well be the last byte of the payload.
  for (std::size_t there = kRecordSeparator.size(); there > 1; --there) {
    if (end.ends_with(kRecordSeparator.substr(0, there))) return std::string(kRecordSeparator.substr(there));
  }
  return std::string(kRecordSeparator);
}

}  // namespace

std::string next_chunk_path(const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string stem = (whole.parent_path() / whole.stem()).string();
  const std::string extension = whole.extension().string();
  const std::string prefix = whole.stem().string() + '_';
  std::uint64_t next = 0;
  std::error_code ignored;
  const auto folder = whole.has_parent_path() ? whole.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(extension) || name.size() <= prefix.size() + extension.size())
      continue;
    const std::string index = name.substr(prefix.size(), name.size() - prefix.size() - extension.size());
    if (index.size() < 19 && index.find_first_not_of("0123456789") == std::string::npos)
      next = std::max<std::uint64_t>(next, std::stoull(index) + 1);
  }
  return stem + '_' + std::to_string(next) + extension;
}

std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, Station& station) {
  const auto folder = std::filesystem::path(options.path).parent_path();
  std::error_code trouble;
  if (!folder.empty()) std::filesystem::create_directories(folder, trouble);
  const std::string path = options.append ? options.path : next_chunk_path(options.path);
  const int descriptor = trouble ? -1 : open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    throw StartError(fmt::format("--output-file {}: cannot write {}: {}", options.path, path,
                                 trouble ? trouble.message() : std::strerror(errno)));
  }
  return std::make_unique<RecordOutput>(descriptor, options.append ? missing_separator(path) : "",
                                        options.flush_interval, options.queue_bytes, station);
}

std::unique_ptr<Output> make_stdout_output(std::size_t queue_bytes, Station& station) {
  return std::make_unique<RecordOutput>(STDOUT_FILENO, "", std::chrono::nanoseconds(0), queue_bytes, station);
}

}  // namespace gor
