// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "cli/parse.hpp"
#include "endpoint/catalog.hpp"
#include "endpoint/input_dummy.hpp"
#include "endpoint/input_raw.hpp"
#include "endpoint/output_http.hpp"
#include "endpoint/output_null.hpp"
#include "says.hpp"
#include "support/refusal.hpp"

namespace gor::cli {
namespace {

using namespace std::chrono_literals;

class ConfigFile : public testing::Test {
 protected:
  void write(std::string_view text) { std::ofstream(path_) << text; }

  Settings settings(std::vector<std::string_view> more = {}) {
    more.insert(more.end(), {"--config", path_});
    return parse_command_line(more, endpoints_.flags(), {}).settings;
  }

  std::string error() {
    std::string error = test::refusal_of<UsageError>([&] { settings({"--input-dummy", "x", "--output-null"}); });
    EXPECT_FALSE(says(error, {"\n"}));
    return error;
  }

  ~ConfigFile() override { std::remove(path_.c_str()); }

  endpoint::Catalog endpoints_;
  const std::string path_ = testing::TempDir() + "gor_config_" + std::to_string(::getpid()) + ".toml";
};

TEST_F(ConfigFile, SetsAnyFlag) {
  write(
      "# replay\n"
      "input-raw = [\":80|10%\", \"eth0:8080\"]\n"
      "output-http = \"http://a/#b\"  # one value of a flag that repeats\n"
      "output-http-workers = -1\n"
      "stats = true\n"
      "verbose = 2\n"
      "exit-after = '1m30s'\n");
  const Settings settings = this->settings();
  EXPECT_EQ(endpoints_.get<endpoint::RawInputs>().specs(),
            (std::vector<Spec>{Spec{":80", {Limit::Kind::percent, 10}}, Spec{"eth0:8080", {}}}));
  EXPECT_EQ(endpoints_.get<endpoint::HttpOutputs>().specs(), (std::vector<Spec>{Spec{"http://a/#b", {}}}));
  EXPECT_EQ(endpoints_.get<endpoint::HttpOutputs>().common().workers, -1);
  EXPECT_TRUE(settings.stats);
  EXPECT_EQ(settings.verbosity, 2);
  EXPECT_EQ(settings.exit_after, 90s);
}

TEST_F(ConfigFile, LosesAgainstTheCommandLine) {
  write("input-dummy = [\"a\", \"b\"]\noutput-null = true\nexit-after = \"60s\"\nstats = true\n");
  const Settings settings = this->settings({"--exit-after", "1s", "--input-dummy", "c", "--stats=false"});
  EXPECT_EQ(settings.exit_after, 1s);
  EXPECT_FALSE(settings.stats);
  EXPECT_EQ(endpoints_.get<endpoint::DummyInputs>().specs(), (std::vector<Spec>{Spec{"c", {}}}));
  EXPECT_TRUE(endpoints_.get<endpoint::NullOutput>().is_used());
}

TEST_F(ConfigFile, WarnsOfOldNames) {
  write("input-dummy = 'x'\noutput-dummy = 'x'\n");
  EXPECT_TRUE(says(only(settings().warnings), {"--output-stdout"}));
}

TEST_F(ConfigFile, RefusesUnknownKeysWithASuggestion) {
  write("\noutput-htp = \"http://a\"\n");
  EXPECT_TRUE(says(error(), {path_ + ":2: output-htp", "did you mean --output-http?"}));
}

TEST_F(ConfigFile, NamesTheLineOfABadValue) {
  write("stats = true\nexit-after = 10\n");
  EXPECT_TRUE(says(error(), {path_ + ":2: exit-after", "'10'", "a duration"}));
}

TEST_F(ConfigFile, RefusesTablesAndListsWhereOneValueIsMeant) {
  write("[output]\nhttp = \"http://a\"\n");
  EXPECT_TRUE(says(error(), {":1: output", "a string"}));
  write("exit-after = [\"1s\", \"2s\"]\n");
  EXPECT_TRUE(says(error(), {"takes one value"}));
}

TEST_F(ConfigFile, RefusesAConfigFileWithin) {
  write("config = \"other.toml\"\n");
  EXPECT_TRUE(says(error(), {"only on the command line"}));
}

TEST_F(ConfigFile, NamesTheLineThatIsNoToml) {
  write("stats = true\nexit-after 10\n");
  EXPECT_TRUE(says(error(), {path_ + ":2: "}));
}

TEST_F(ConfigFile, MustBeReadable) {
  EXPECT_TRUE(says(error(), {"--config", path_, "No such file"}));
}

}  // namespace
}  // namespace gor::cli
