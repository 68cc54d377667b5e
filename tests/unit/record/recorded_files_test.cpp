// SPDX-License-Identifier: Apache-2.0
#include "record/recorded_files.hpp"

#include <algorithm>
#include <filesystem>

#include <sys/file.h>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/temp_dir.hpp"

namespace gor {
namespace {

namespace fs = std::filesystem;

class RecordedFilesTest : public testing::Test {
 protected:
  void write(const std::string& name) {
    fs::create_directories(fs::path(folder_ / name).parent_path());
    test::write_file(folder_ / name, name);
  }
  PathTemplate names(const std::string& text) const { return {folder_ / text, "12345678"}; }
  /// Relative to the folder, sorted.
  std::vector<std::string> found(const std::string& text, bool are_chunks) const {
    std::vector<std::string> paths;
    for (const RecordedFile& file : find_recorded_files(names(text), are_chunks)) {
      EXPECT_EQ(file.size, fs::file_size(file.path));
      paths.push_back(fs::path(file.path).lexically_relative(folder_ / "").string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  using Paths = std::vector<std::string>;
  test::TempDir folder_;
};

TEST_F(RecordedFilesTest, FindsTheChunksOfAName) {
  for (const char* name : {"a_0.gor", "a_12.gor", "a.gor", "a_x.gor", "a_007.gor", "a_1.gor.gz", "b_0.gor",
                           "a_0.gor.bak", "xa_0.gor", "sub/a_0.gor"}) {
    write(name);
  }
  fs::create_directory(folder_ / "a_3.gor");
  fs::create_symlink(folder_ / "a_0.gor", folder_ / "a_4.gor");
  EXPECT_EQ(found("a.gor", true), (Paths{"a_0.gor", "a_12.gor"}));
  EXPECT_EQ(found("a.gor", false), Paths{"a.gor"});
}

TEST_F(RecordedFilesTest, FindsNamesWithPlaceholders) {
  for (const char* name :
       {"2026-11-29/10-1.gor.zst", "2026-11-29/10-4.gor.zst", "2026-11-29/1-1.gor.zst", "2026-11/10-1.gor.zst",
        "2026-11-30/23-2.gor.zst", "2026-11-30/23-2_0.gor.zst", "other/10-1.gor.zst"}) {
    write(name);
  }
  fs::create_directory_symlink(folder_ / "2026-11-29", folder_ / "2026-11-28");
  EXPECT_EQ(found("%Y-%m-%d/%H-%t.gor.zst", false), (Paths{"2026-11-29/10-1.gor.zst", "2026-11-30/23-2.gor.zst"}));
}

TEST_F(RecordedFilesTest, AnInstanceOwnsItsNamesOnly) {
  write("12345678-0a1b.gor");
  write("87654321-0a1b.gor");
  EXPECT_EQ(found("%i-%r.gor", false), Paths{"12345678-0a1b.gor"});
}

TEST_F(RecordedFilesTest, TakesTextAsItIs) {
  write("a.b_0.gor");
  write("aXb_0.gor");
  EXPECT_EQ(found("a.b.gor", true), Paths{"a.b_0.gor"});
}

TEST_F(RecordedFilesTest, TheOldestComesFirst) {
  const auto now = fs::file_time_type::clock::now();
  int age = 0;
  for (const char* name : {"a_2.gor", "a_10.gor", "a_1.gor"}) {
    write(name);
    fs::last_write_time(folder_ / name, now - std::chrono::hours(++age / 2));
  }
  const auto files = find_recorded_files(names("a.gor"), true);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].path, folder_ / "a_1.gor");
  EXPECT_EQ(files[1].path, folder_ / "a_10.gor");
  EXPECT_EQ(files[2].path, folder_ / "a_2.gor");
}

TEST_F(RecordedFilesTest, DeletesAFileWithTheFoldersThatAreEmptyThen) {
  write("keep/2026/11/a.gor");
  write("keep/2026/12/a.gor");
  const PathTemplate name = names("keep/%Y/%m/a.gor");
  EXPECT_EQ(delete_recorded_file(folder_ / "keep/2026/11/a.gor", name), 0);
  EXPECT_FALSE(fs::exists(folder_ / "keep/2026/11"));
  EXPECT_TRUE(fs::exists(folder_ / "keep/2026/12/a.gor"));
  EXPECT_EQ(delete_recorded_file(folder_ / "keep/2026/12/a.gor", name), 0);
  EXPECT_FALSE(fs::exists(folder_ / "keep/2026"));
  EXPECT_TRUE(fs::exists(folder_ / "keep"));
  EXPECT_EQ(delete_recorded_file(folder_ / "keep/2026/12/a.gor", name), ENOENT);
}

TEST_F(RecordedFilesTest, LeavesAFileThatIsBeingWritten) {
  write("a_0.gor");
  const int writer = ::open((folder_ / "a_0.gor").c_str(), O_WRONLY);
  ASSERT_EQ(::flock(writer, LOCK_EX), 0);
  EXPECT_EQ(delete_recorded_file(folder_ / "a_0.gor", names("a.gor")), EWOULDBLOCK);
  ::close(writer);
  EXPECT_EQ(delete_recorded_file(folder_ / "a_0.gor", names("a.gor")), 0);
}

}  // namespace
}  // namespace gor
