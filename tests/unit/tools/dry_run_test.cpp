// SPDX-License-Identifier: Apache-2.0
#include "tools/dry_run.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "record/codec.hpp"
#include "support/fakes.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;

std::string records(std::initializer_list<std::pair<MessageType, std::chrono::nanoseconds>> all) {
  std::string bytes;
  for (const auto& [type, time] : all)
    append_record(bytes, make_message(type, "a", "GET / HTTP/1.1\r\n\r\n", time.count()));
  return bytes;
}

TEST(DryRun, TellsWhatAReplayWouldDo) {
  using enum MessageType;
  const test::TempDir dir;
  test::write_file(dir / "x_0.gor", records({{request, 1s}, {request, 3s}, {response, 3s}}));
  test::write_file(dir / "x_1.gor", records({{request, 7s}, {request, 6500ms}}) + "garbage");
  FileInputOptions replay{.recordings = {.paths = {dir / "x.gor"}}, .speed = 2};
  EXPECT_EQ(tools::dry_run({replay}), "input-file " + (dir / "x.gor") +
                                          ": dry run\n"
                                          "  files         2\n"
                                          "  bytes         257\n"
                                          "  records       5 (4 requests, 1 responses, 0 replayed responses)\n"
                                          "  gaps          first 2s, least 500ms, most 3s500ms\n"
                                          "  duration      3s\n"
                                          "  out of order  1\n"
                                          "  damaged       1\n");
  replay.max_wait = 1s;
  replay.loop = true;
  EXPECT_NE(tools::dry_run({replay}).find("  duration      2s250ms, again and again\n"), std::string::npos);
}

TEST(DryRun, NeedsAFile) {
  EXPECT_THROW(tools::dry_run({}), UsageError);
}

}  // namespace
}  // namespace gor
