// SPDX-License-Identifier: Apache-2.0
// The command line of a middleware, and the process that it becomes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace gor {

/// The words as a shell splits them: at white space, but for quotes and backslashes; nothing is expanded. Throws
/// UsageError where a quote does not end, or there is no word.
std::vector<std::string> split_words(std::string_view command);

/// A running program whose stdin and stdout are ours, without blocking; its stderr is our own. It leads a process
/// group.
class ChildProcess {
 public:
  /// Looks for the program in PATH and then in the current folder. Throws StartError, which says what to do about it.
  explicit ChildProcess(const std::vector<std::string>& words);
  /// Kills it if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int input() const noexcept { return input_; }  ///< -1 once it is closed
  int output() const noexcept { return output_; }
  void close_input() noexcept;
  /// Bytes that were written to its stdin, which is open, and that it has not read.
  int unread() const noexcept;
  /// How it has ended, in words, if it has: "exit code 3", "signal 9". Does not wait.
  std::optional<std::string> ended();
  /// To the whole group.
  void send(int signal) noexcept;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::optional<std::string> ended_;
};

}  // namespace gor
