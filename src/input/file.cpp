// SPDX-License-Identifier: Apache-2.0
#include "input/file.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "input/recording.hpp"
#include "record/chunks.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;

using Wide = std::chrono::duration<double, std::nano>;

constexpr Wide kLongestGap = std::chrono::days(30);

// The chunks of a recording in the order of their index, or the path itself.
std::vector<std::string> resolve(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return {path};
  std::vector<std::string> paths;
  for (auto& [index, chunk] : chunks_of(path)) paths.push_back(std::move(chunk));
  if (paths.empty()) return {path};
  log::info("input-file {}: not there; reading its {} chunks, {} to {}", path, paths.size(), paths.front(),
            paths.back());
  return paths;
}

class FileInput final : public Input {
 public:
  FileInput(const FileInputOptions& options, Station& station) : options_(options), station_(station) {
    for (const std::string& path : options.paths) {
      for (std::string& file : resolve(path)) {
        const Timestamp first = first_time_of(file);
        unopened_.push_back({first, std::move(file)});
      }
    }
    std::stable_sort(unopened_.begin(), unopened_.end(),
                     [](const Unopened& a, const Unopened& b) { return a.first < b.first; });
  }

  std::optional<Message> read() override {
    Recording* const recording = earliest();
    if (recording == nullptr) {
      if (!ended_) log::info("input-file {}: end of file", options_.paths.front());
      ended_ = true;
      return {};
    }
    const Timestamp time = *recording->next_time();
    Message message = recording->take();
    // A response never drives the clock: it follows its request.
    if (message.type == MessageType::request && !wait_until_due(time)) return {};
    if (message.type != MessageType::request && is_stopped()) return {};
    message.can_wait = true;
    station_.born.add(message.type);
    station_.out.add(message.type);
    return message;
  }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    stop_.notify_all();
  }

 private:
  struct Unopened {
    Timestamp first;
    std::string path;
  };

  // Of all files the one whose record is next. A file is open from the time of its first record until its last one.
  Recording* earliest() {
    while (true) {
      std::erase_if(open_, [](const auto& recording) { return !recording->next_time(); });
      const auto found = std::min_element(
          open_.begin(), open_.end(), [](const auto& a, const auto& b) { return *a->next_time() < *b->next_time(); });
      const bool has_found = found != open_.end();
      if (unopened_.empty() || (has_found && unopened_.front().first >= *(*found)->next_time())) {
        return has_found ? found->get() : nullptr;
      }
      open_next();
    }
  }

  void open_next() {
    log::debug(1, "input-file {}: opened", unopened_.front().path);
    try {
      open_.push_back(
          std::make_unique<Recording>(unopened_.front().path, options_.message_limit, options_.read_depth, station_));
    } catch (const StartError& error) {
      station_.fail(error.what());
    }
    unopened_.pop_front();
  }

  bool is_stopped() {
    std::lock_guard lock(mutex_);
    return stopped_;
  }

  // False: stop() came first. The send time is counted from the start of the replay, never from the message before.
  bool wait_until_due(Timestamp time) {
    if (!first_time_) {
      first_time_ = last_time_ = time;
      start_ = now_ = Clock::now();
    }
    pass_over_jump(time);
    const Wide offset = time - *first_time_;
    const auto due = start_ + std::chrono::duration_cast<Clock::duration>(offset / options_.speed);
    if (due > now_) now_ = Clock::now();
    std::unique_lock lock(mutex_);
    if (due > now_) stop_.wait_until(lock, due, [&] { return stopped_; });
    return !stopped_;
  }

  // A damaged time (0, the year 2262) would let the replay wait for years.
  void pass_over_jump(Timestamp time) {
    const Wide step = Wide(time.time_since_epoch()) - Wide(std::exchange(last_time_, time).time_since_epoch());
    if (step <= kLongestGap) return;
    log::warning("input-file {}: the times of the records jump by {:.0f} days; that is not waited for",
                 options_.paths.front(), step / std::chrono::days(1));
    first_time_ = time;
    start_ = now_ = Clock::now();
  }

  const FileInputOptions options_;
  Station& station_;
  std::deque<Unopened> unopened_;  // by time
  std::vector<std::unique_ptr<Recording>> open_;
  std::optional<Timestamp> first_time_;
  Timestamp last_time_{};  // of the request before, once there is a first_time_
  Clock::time_point start_;
  Clock::time_point now_;  // at the last look: what is due by then needs no other
  bool ended_ = false;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Input> make_file_input(const FileInputOptions& options, Station& station) {
  return std::make_unique<FileInput>(options, station);
}

}  // namespace gor
