// SPDX-License-Identifier: Apache-2.0
// Log lines on stderr. Hot threads count instead (gor/ledger.hpp) and leave the words to main.
#pragma once

#include <string_view>

#include <fmt/core.h>

namespace gor::log {

enum class Level { debug, info, warning, error };

/// Verbosity as of --verbose: 0 shows info and above, 1 and more debug detail as well. Before any thread starts.
void set_verbosity(int level);
int verbosity();

/// One line; any thread. May block when stderr does.
void write(Level level, std::string_view line);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (verbosity() > 0) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
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
