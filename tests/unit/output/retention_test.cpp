// SPDX-License-Identifier: Apache-2.0
#include "output/retention.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using TimePoint = Retention::TimePoint;

class RetentionTest : public testing::Test {
 protected:
  std::string write(int number, std::size_t size) {
    const std::string path = folder_ / ("a_" + std::to_string(number) + ".gor");
    test::write_file(path, std::string(size, 'x'));
    return path;
  }
  Retention make(Keep keep) {
    return {keep, PathTemplate(folder_ / "a.gor", ""), true, ledger_.station("output-file")};
  }
  int count() const {
    int files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_ / "")) ++files;
    return files;
  }

  const TimePoint now_ = std::chrono::system_clock::now();
  Ledger ledger_;
  test::TempDir folder_;
};

TEST_F(RetentionTest, KeepsTheNewestBytes) {
  Retention retention = make({.bytes = 250});
  std::vector<std::string> paths;
  for (int i = 0; i < 3; ++i) {
    paths.push_back(write(i, 100));
    retention.completed(paths.back(), 100, now_);
  }
  retention.apply(0, now_);
  EXPECT_FALSE(std::filesystem::exists(paths[0]));
  EXPECT_EQ(count(), 2);
  retention.apply(150, now_);
  EXPECT_FALSE(std::filesystem::exists(paths[1]));
  EXPECT_EQ(count(), 1);
}

TEST_F(RetentionTest, KeepsTheLastSpanOfTime) {
  Retention retention = make({.age = 10min});
  retention.completed(write(0, 1), 1, now_);
  retention.completed(write(1, 1), 1, now_ + 5min);
  retention.apply(0, now_ + 10min);
  EXPECT_EQ(count(), 2);
  retention.apply(0, now_ + 10min + 1s);
  EXPECT_EQ(count(), 1);
}

TEST_F(RetentionTest, KnowsTheFilesOfEarlierRuns) {
  write(0, 100);
  write(1, 100);
  Retention retention = make({.bytes = 150});
  retention.apply(0, now_);
  EXPECT_EQ(count(), 1);
}

TEST_F(RetentionTest, LeavesAFileThatIsOpenAgain) {
  const std::string path = write(0, 100);
  Retention retention = make({.bytes = 50});
  retention.opened(path);
  retention.apply(100, now_);
  EXPECT_EQ(count(), 1);
  retention.completed(path, 100, now_);
  retention.apply(0, now_);
  EXPECT_EQ(count(), 0);
}

TEST_F(RetentionTest, ForgetsWhatOthersHaveDeleted) {
  const std::string path = write(0, 100);
  Retention retention = make({.bytes = 50});
  std::filesystem::remove(path);
  retention.apply(0, now_);
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace gor
