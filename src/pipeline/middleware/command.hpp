// SPDX-License-Identifier: Apache-2.0
// The command line of a middleware, and its process.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace gor {

/// Splits words as a shell does, at white space, with quotes and backslashes; expands nothing. Throws UsageError if a
/// quote does not end, or there is no word.
std::vector<std::string> split_words(std::string_view command);

/// A running program with non-blocking pipes to its stdin and from its stdout; it shares our stderr. It leads a process
/// group.
class ChildProcess {
 public:
  /// Searches PATH and then the current folder. Throws StartError, which says what to do about it.
  explicit ChildProcess(const std::vector<std::string>& words);
  /// Kills it if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int input() const noexcept { return input_; }  ///< -1 once it is closed
  int output() const noexcept { return output_; }
  void close_input() noexcept;
  /// Bytes written to its stdin that it has not read. Only while stdin is open.
  int unread() const noexcept;
  /// "exit code 3" or "signal 9" if it has ended. Does not wait.
  std::optional<std::string> ended();
  /// Sends the signal to the complete process group.
  void send(int signal) noexcept;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::optional<std::string> ended_;
};

}  // namespace gor
