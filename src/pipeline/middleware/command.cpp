// SPDX-License-Identifier: Apache-2.0
#include "pipeline/middleware/command.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gor {
namespace {

constexpr int kPipeSize = 1 << 20;

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* const path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/usr/bin:/bin";
  while (!folders.empty()) {
    std::string candidate = std::string(take_part(folders, ':')) + '/' + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "./" + name;
}

std::string why_not(const std::string& program, int error) {
  const bool is_there = access(program.c_str(), F_OK) == 0;
  if (error == ENOEXEC) return "it is a script whose first line does not name its interpreter: #!/usr/bin/env python3";
  if (error == EACCES && is_there) return "it is not executable (chmod +x)";
  if (error == ENOENT && is_there) return "the interpreter that its first line names is not there";
  if (error == ENOENT) return "it is neither in PATH nor in the current folder";
  return std::strerror(error);
}

/// Closes the ends that were not taken.
struct Pipe {
  int ends[2] = {-1, -1};

  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) throw StartError(std::string("--middleware: no pipe: ") + std::strerror(errno));
    fcntl(ends[0], F_SETPIPE_SZ, kPipeSize);  // as far as the limits allow
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  /// Releases an end to the caller.
  int take(int end) {
    fcntl(ends[end], F_SETFL, O_NONBLOCK);
    return std::exchange(ends[end], -1);
  }
};

/// The program inherits three descriptors, default signals, and gets a process group of its own: Ctrl-C must reach only
/// gor, which drains.
int spawn(pid_t& pid, const std::string& program, const std::vector<std::string>& words, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error = posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

std::vector<std::string> split_words(std::string_view command) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char c = command[at];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      in_word = false;
      continue;
    }
    if (!std::exchange(in_word, true)) words.emplace_back();
    const bool escapes = c == '\\' && quote != '\'' && at + 1 < command.size();
    const bool is_special = escapes && (quote == 0 || command[at + 1] == '"' || command[at + 1] == '\\');
    if (is_special) {
      words.back() += command[++at];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) throw UsageError(fmt::format("--middleware: '{}': unterminated quote ({})", command, quote));
  if (words.empty()) throw UsageError("--middleware: the command is empty");
  return words;
}

ChildProcess::ChildProcess(const std::vector<std::string>& words) {
  const std::string program = find_program(words.front());
  Pipe to, from;
  const int error = spawn(pid_, program, words, to.ends[0], from.ends[1]);
  if (error != 0) throw StartError(fmt::format("--middleware: {}: {}", words.front(), why_not(program, error)));
  input_ = to.take(1);
  output_ = from.take(0);
}

ChildProcess::~ChildProcess() {
  close_input();
  close(output_);
  if (ended()) return;
  send(SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void ChildProcess::close_input() noexcept {
  if (input_ >= 0) close(std::exchange(input_, -1));
}

int ChildProcess::unread() const noexcept {
  int bytes = 0;
  ioctl(input_, FIONREAD, &bytes);
  return bytes;
}

std::optional<std::string> ChildProcess::ended() {
  int status = 0;
  if (!ended_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    ended_ = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                 : fmt::format("exit code {}", WEXITSTATUS(status));
  }
  return ended_;
}

void ChildProcess::send(int signal) noexcept {
  if (!ended()) kill(-pid_, signal);
}

}  // namespace gor
