// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <mutex>

#include <sys/ioctl.h>

#include <limits.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/deadline.hpp"
#include "base/waiting.hpp"

namespace gor::log {
namespace {

constexpr std::size_t kMostWaiting = 1024;

int current_verbosity = 0;

bool is_quiet = false;

// The level of the status line, which is not a log line.
constexpr spdlog::level::level_enum kStatus = spdlog::level::critical;

Deadline patience;

// Writes all of it, or as much as stderr takes in time.
void write_to_stderr(std::string_view text) {
  constexpr std::chrono::milliseconds kGrace{500};
  while (!text.empty() && wait_until_writable(STDERR_FILENO, patience, kGrace)) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

bool shows_colors() {
  const char* const terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string_view color_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return "\033[31m\033[1m";
  if (level == spdlog::level::warn) return "\033[33m\033[1m";
  return level == spdlog::level::info ? "\033[32m" : "\033[36m";
}

// Writes the log lines, and the status line below them.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const bool is_status = message.level == kStatus;
    std::string text;
    if (is_status || !status_.empty()) text = "\r\033[K";
    if (is_status) {
      status_.assign(message.payload.data(), message.payload.size());
    } else {
      append_line(message, text);
    }
    write_to_stderr(text += status_);
  }
  void flush_() override {}

  void append_line(const spdlog::details::log_msg& message, std::string& text) {
    spdlog::memory_buf_t buffer;
    formatter_->format(message, buffer);
    const std::string_view line(buffer.data(), buffer.size());
    const std::size_t begin = shows_colors_ ? message.color_range_start : 0;
    const std::size_t end = shows_colors_ ? message.color_range_end : 0;
    text += line.substr(0, begin);
    if (end > begin) text.append(color_of(message.level)).append(line.substr(begin, end - begin)).append("\033[m");
    text += line.substr(end);
  }

  const bool shows_colors_ = shows_colors();
  std::string status_;
};

template <class Logger, class... Arguments>
std::shared_ptr<Logger> make(Arguments&&... arguments) {
  auto made = std::make_shared<Logger>("gor", std::make_shared<StderrSink>(), std::forward<Arguments>(arguments)...);
  made->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  made->set_level(is_quiet ? spdlog::level::warn : current_verbosity > 0 ? spdlog::level::debug : spdlog::level::info);
  return made;
}

std::atomic<spdlog::logger*> background_logger{nullptr};

spdlog::logger& logger() {
  if (spdlog::logger* background = background_logger.load(std::memory_order_acquire)) return *background;
  static const auto direct = make<spdlog::logger>();
  return *direct;
}

// Both enumerations have the same values.
spdlog::level::level_enum spdlog_level(Level level) {
  static_assert(static_cast<int>(Level::debug) == spdlog::level::debug);
  static_assert(static_cast<int>(Level::error) == spdlog::level::err);
  return static_cast<spdlog::level::level_enum>(level);
}

}  // namespace

struct Background::Thread {
  std::shared_ptr<spdlog::details::thread_pool> pool = std::make_shared<spdlog::details::thread_pool>(kMostWaiting, 1);
  std::shared_ptr<spdlog::async_logger> logger =
      make<spdlog::async_logger>(pool, spdlog::async_overflow_policy::overrun_oldest);
};

Background::Background() : thread_(std::make_unique<Thread>()) {
  background_logger.store(thread_->logger.get(), std::memory_order_release);
}

Background::~Background() {
  const std::size_t left_out = thread_->pool->overrun_counter();
  background_logger.store(nullptr, std::memory_order_release);
  thread_->pool.reset();  // writes what is queued
  if (left_out > 0) warning("{} log lines were left out: stderr was too slow for them", left_out);
}

void set_verbosity(int level) {
  current_verbosity = level;
}

int verbosity() {
  return current_verbosity;
}

void set_quiet(bool quiet) {
  is_quiet = quiet;
}

void show_status(std::string_view line) {
  winsize size{};  // a wrapped line could not be erased
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) line = line.substr(0, size.ws_col - 1u);
  logger().log(kStatus, spdlog::string_view_t(line.data(), line.size()));
}

std::string printable(std::string_view bytes) {
  std::string text(bytes.substr(0, 200));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c >= 0x7f; }, '?');
  return text;
}

void print(std::string_view text) {
  write_to_stderr(text);
}

void give_up_at(std::chrono::steady_clock::time_point deadline) {
  patience.bring_forward(deadline);
}

void write(Level level, std::string_view line) {
  logger().log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace gor::log
