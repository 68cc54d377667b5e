// SPDX-License-Identifier: Apache-2.0
// The log on stderr. Events that can happen with every message are counted instead (gor/ledger.hpp), and main reports
// them.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/core.h>

namespace gor::log {

enum class Level { debug = 1, info, warning, error };

/// Verbosity as set by --verbose: 0 logs info and above, 1 also each connection, failure and file, 2 also each message.
/// Call it before the first line and before any thread starts.
void set_verbosity(int level);
int verbosity();

/// Logs only warnings and errors. Call it when set_verbosity() may be called.
void set_quiet(bool quiet);

/// Sets the last line of a terminal, which the next call overwrites; log lines appear above it. Empty: removes it. Only
/// for a terminal. Any thread; blocks no longer than write().
void show_status(std::string_view line);

/// Makes bytes from outside safe to log: at most 200, without control characters.
std::string printable(std::string_view bytes);

/// Logs one line; any thread. Blocks while stderr does, unless a Background exists.
void write(Level level, std::string_view line);
/// Prints text as it is, after all lines. Blocks while stderr does.
void print(std::string_view text);

/// From half a second after the deadline nothing waits for stderr: text that it does not take at once is lost. Any
/// thread; the earliest deadline counts.
void give_up_at(std::chrono::steady_clock::time_point deadline);

/// A thread that writes the log lines while this object lives, so that no other thread waits for stderr (a paused
/// pager, a slow disk). When too many lines are queued, the oldest are discarded and counted at the end. The destructor
/// waits until all is written or given up. At most one at a time; must outlive the threads that log.
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

/// Logs at that verbosity. On the path of a message, ask verbosity() before formatting arguments.
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
