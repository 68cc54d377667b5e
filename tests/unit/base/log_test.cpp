// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <optional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace gor::log {
namespace {

/// stderr as a pipe that nobody reads until read_all().
class PausedReader {
 public:
  PausedReader() : kept_(::dup(STDERR_FILENO)) {
    EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
    ::dup2(ends_[1], STDERR_FILENO);
    ::close(ends_[1]);
  }
  ~PausedReader() { ::close(ends_[0]); }
  /// What is written until end(), from a thread of its own.
  void read_on() {
    reader_ = std::thread([this] {
      char buffer[4096];
      for (ssize_t size; (size = ::read(ends_[0], buffer, sizeof buffer)) > 0;) {
        text_.append(buffer, static_cast<std::size_t>(size));
      }
    });
  }
  std::string end() {
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
    reader_.join();
    return text_;
  }

 private:
  int ends_[2]{};
  const int kept_;
  std::thread reader_;
  std::string text_;
};

TEST(Log, NobodyWaitsForAStderrThatIsPaused) {
  PausedReader reader;
  std::optional<Background> background(std::in_place);
  for (int i = 0; i < 20'000; ++i) info("line {} {}", i, std::string(80, 'x'));
  reader.read_on();  // not before all calls have come back
  background.reset();
  warning("after the end");
  const std::string text = reader.end();
  EXPECT_EQ(text.find("line 10000 "), std::string::npos);
  EXPECT_NE(text.find("line 19999 "), std::string::npos);
  EXPECT_NE(text.find(" log lines were left out: stderr was too slow for them\n"), std::string::npos);
  EXPECT_LT(text.find("line 19999 "), text.find("left out"));
  EXPECT_LT(text.find("left out"), text.find("after the end\n"));
}

}  // namespace
}  // namespace gor::log
