// SPDX-License-Identifier: Apache-2.0
// Log lines on stderr. What can happen with every message is counted instead (gor/ledger.hpp), and main tells it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/core.h>

namespace gor::log {

enum class Level { debug = 1, info, warning, error };

/// Verbosity as of --verbose: 0 shows info and above, 1 connections and failures, file by file and one by one, and 2
/// each message as well. Before the first line and before any thread starts.
void set_verbosity(int level);
int verbosity();

/// Warnings and errors alone. When set_verbosity() may be called.
void set_quiet(bool quiet);

/// The last line of a terminal, which the next call rewrites; log lines go above it. Empty: none. On no terminal, do
/// not call it. Any thread; blocks no more than write().
void show_status(std::string_view line);

/// Bytes from outside as they may stand in a line: at most 200, and none that a terminal takes for a command.
std::string printable(std::string_view bytes);

/// One line; any thread. Blocks when stderr does, unless there is a Background.
void write(Level level, std::string_view line);
/// Text as it is, below all lines. Blocks when stderr does.
void print(std::string_view text);

/// From half a second after the deadline on nothing waits for stderr: text that it does not take at once is lost. Any
/// thread; the earliest deadline counts.
void give_up_at(std::chrono::steady_clock::time_point deadline);

/// As long as it lives, a thread of its own writes the lines, and nobody waits for stderr (a pager that is paused, a
/// slow disk): of too many lines the oldest are left out, and counted at the end. The destructor waits until all is
/// written, or given up. One at a time; outlives the threads that log.
class Background {
 public:
  Background();
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

 private:
  struct Thread;
  std::unique_ptr<Thread> thread_;
};

/// Of that verbosity. On the path of a message ask verbosity() before making what is to be told.
template <class... Args>
void debug(int level, fmt::format_string<Args...> format, Args&&... args) {
  if (verbosity() >= level) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace gor::log
