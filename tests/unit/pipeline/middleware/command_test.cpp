// SPDX-License-Identifier: Apache-2.0
#include "pipeline/middleware/command.hpp"

#include <csignal>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/becomes_true.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using Words = std::vector<std::string>;

TEST(SplitWords, IsWhatAShellDoesWithQuotes) {
  EXPECT_EQ(split_words("  python3\tx.py  -v "), (Words{"python3", "x.py", "-v"}));
  EXPECT_EQ(split_words(R"(a 'b c' "d 'e'" f" g"'h' "")"), (Words{"a", "b c", "d 'e'", "f gh", ""}));
  EXPECT_EQ(split_words(R"(a\ b "c\"d\e" 'f\g')"), (Words{"a b", R"(c"d\e)", R"(f\g)"}));
  EXPECT_EQ(split_words("echo $HOME *"), (Words{"echo", "$HOME", "*"}));
  for (const char* wrong : {"", "  ", "a 'b", "\"a"}) EXPECT_THROW(split_words(wrong), UsageError) << wrong;
}

std::string why(const std::string& program) {
  return test::refusal_of<StartError>([&] { ChildProcess child({program}); });
}

TEST(ChildProcess, SaysWhatIsWrongWithAProgram) {
  const test::TempDir folder;
  const auto make = [&](const std::string& name, const std::string& content, mode_t mode) {
    const std::string path = folder / name;
    test::write_file(path, content);
    chmod(path.c_str(), mode);
    return path;
  };
  EXPECT_NE(why("no-such-program-anywhere").find("neither in PATH nor in the current folder"), std::string::npos);
  EXPECT_NE(why(make("script", "cat\n", 0755)).find("#!"), std::string::npos);
  EXPECT_NE(why(make("plain", "#!/bin/sh\n", 0644)).find("chmod +x"), std::string::npos);
  EXPECT_NE(why(make("lost", "#!/no/such/interpreter\n", 0755)).find("interpreter"), std::string::npos);
  EXPECT_EQ(why(make("good", "#!/bin/sh\nexit 0\n", 0755)), "accepted");
}

TEST(ChildProcess, TellsHowItHasEnded) {
  ChildProcess failed({"sh", "-c", "exit 3"});
  EXPECT_TRUE(test::becomes_true([&] { return failed.ended().has_value(); }));
  EXPECT_EQ(failed.ended(), "exit code 3");
  ChildProcess killed({"sleep", "100"});
  EXPECT_FALSE(killed.ended());
  killed.send(SIGTERM);
  EXPECT_TRUE(test::becomes_true([&] { return killed.ended().has_value(); }));
  EXPECT_EQ(killed.ended(), "signal 15");
}

}  // namespace
}  // namespace gor
