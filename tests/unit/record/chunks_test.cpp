// SPDX-License-Identifier: Apache-2.0
#include "record/chunks.hpp"

#include <gtest/gtest.h>

#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::TempDir;
using test::write_file;

TEST(Chunks, AreFoundByTheirIndexAndNothingElseIs) {
  const TempDir dir;
  for (const char* name : {"x_0.gor", "x_2.gor", "x_10.gor", "x.gor", "x_.gor", "x_a.gor", "x_1.gor.bak", "y_1.gor",
                           "x_9999999999999999999.gor"}) {
    write_file(dir / name, "");
  }
  const auto chunks = chunks_of(dir / "x.gor");
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(chunks.at(10), dir / "x_10.gor");
  EXPECT_EQ(next_chunk(dir / "x.gor"), 11U);
  EXPECT_EQ(chunk_path(dir / "x.gor", 11), dir / "x_11.gor");
}

TEST(Chunks, BeginWithNumberZero) {
  const TempDir dir;
  EXPECT_EQ(next_chunk(dir / "x.gor"), 0U);
  EXPECT_EQ(next_chunk("/nonexistent/x"), 0U);
  EXPECT_EQ(chunk_path("requests.gor.gz", 0), "requests.gor_0.gz");
  EXPECT_EQ(chunk_path("/nonexistent/x", 0), "/nonexistent/x_0");
}

}  // namespace
}  // namespace gor
