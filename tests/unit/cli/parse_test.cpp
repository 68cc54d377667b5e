// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include <random>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "endpoint/catalog.hpp"
#include "endpoint/input_file.hpp"
#include "endpoint/input_raw.hpp"
#include "endpoint/output_http.hpp"
#include "endpoint/output_stdout.hpp"
#include "says.hpp"
#include "support/refusal.hpp"
#include "tools/subcommands.hpp"

namespace gor::cli {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string_view>;

Words with_input_and_output(const Words& more) {
  Words words{"--input-dummy", "x", "--output-null"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const Subcommands& commands() {
  static const Subcommands kCommands = tools::subcommands([] { return std::vector<FlagGroup>(); });
  return kCommands;
}

CommandLine parse(const Words& words) {
  return parse_command_line(words, endpoint::Catalog().flags(), commands());
}

Settings settings_of(const Words& more) {
  return parse(with_input_and_output(more)).settings;
}

/// The inputs and outputs of a line.
std::unique_ptr<endpoint::Catalog> endpoints_of(const Words& more) {
  auto catalog = std::make_unique<endpoint::Catalog>();
  parse_command_line(with_input_and_output(more), catalog->flags(), commands());
  return catalog;
}

RawInputOptions raw_options(const Words& more) {
  return endpoints_of(more)->get<endpoint::RawInputs>().common();
}

/// The error of the line as it is.
std::string error_of_line(const Words& words) {
  std::string error = test::refusal_of<UsageError>([&] {
    endpoint::Catalog catalog;
    const CommandLine line = parse_command_line(words, catalog.flags(), commands());
    if (line.command == nullptr) catalog.check(line.settings);
  });
  EXPECT_FALSE(says(error, {"\n"}));
  return error;
}

std::string error_of(const Words& more) {
  return error_of_line(with_input_and_output(more));
}

TEST(CommandLine, TakesOneDashOrTwoAndBothFormsOfAValue) {
  EXPECT_EQ(settings_of({"-exit-after", "5s"}).exit_after, 5s);
  EXPECT_EQ(settings_of({"--exit-after", "5s"}).exit_after, 5s);
  EXPECT_EQ(settings_of({"-exit-after=5s"}).exit_after, 5s);
  EXPECT_EQ(settings_of({"--exit-after=5s"}).exit_after, 5s);
}

TEST(CommandLine, KeepsEqualsSignsWithinAValue) {
  EXPECT_EQ(raw_options({"--input-raw-bpf-filter=tcp[13]=2"}).live.filter, "tcp[13]=2");
  EXPECT_EQ(raw_options({"--input-raw-bpf-filter", "a=b"}).live.filter, "a=b");
  EXPECT_EQ(raw_options({"--input-raw-bpf-filter="}).live.filter, "");
}

TEST(CommandLine, TakesSwitchesBareOrWithAValue) {
  EXPECT_TRUE(settings_of({"--stats"}).stats);
  EXPECT_TRUE(settings_of({"--stats=true"}).stats);
  EXPECT_FALSE(settings_of({"--stats=false"}).stats);
  EXPECT_FALSE(settings_of({"--stats", "--stats=0"}).stats);
}

TEST(CommandLine, GoesOnAfterASwitchWithASeparateValue) {
  const Settings on = settings_of({"--stats", "true", "--exit-after", "1s"});
  EXPECT_TRUE(on.stats);
  EXPECT_EQ(on.exit_after, 1s);
  EXPECT_FALSE(settings_of({"--stats", "--stats", "false"}).stats);
}

TEST(CommandLine, BareVerboseMeansOne) {
  EXPECT_EQ(settings_of({}).verbosity, 0);
  EXPECT_EQ(settings_of({"--verbose"}).verbosity, 1);
  EXPECT_EQ(settings_of({"--verbose", "--stats"}).verbosity, 1);
  EXPECT_EQ(settings_of({"--verbose", "3"}).verbosity, 3);
  EXPECT_EQ(settings_of({"--verbose=0"}).verbosity, 0);
  EXPECT_EQ(settings_of({"--verbose=true"}).verbosity, 1);
  EXPECT_EQ(settings_of({"--verbose", "false"}).verbosity, 0);
  EXPECT_TRUE(says(error_of({"--verbose=5"}), {"--verbose", "'5'", "0 to 4"}));
}

TEST(CommandLine, TheLastOfAFlagThatDoesNotRepeatCounts) {
  EXPECT_EQ(settings_of({"--exit-after", "1s", "--exit-after", "2s"}).exit_after, 2s);
}

TEST(CommandLine, RepeatsWhatRepeats) {
  const auto endpoints = endpoints_of({"--output-http", "http://a", "--output-http", "http://a|10%"});
  EXPECT_EQ(endpoints->get<endpoint::HttpOutputs>().specs(),
            (std::vector<Spec>{Spec{"http://a", {}}, Spec{"http://a", {Limit::Kind::percent, 10}}}));
  EXPECT_EQ(raw_options({"--input-raw-vlan-vid", "3", "--input-raw-vlan-vid", "4"}).decode.vlan_ids,
            (std::vector<std::uint16_t>{3, 4}));
}

TEST(CommandLine, TakesValuesThatBeginWithADash) {
  EXPECT_EQ(endpoints_of({"--output-http-workers", "-1"})->get<endpoint::HttpOutputs>().common().workers, -1);
  EXPECT_EQ(endpoints_of({"--output-http-workers=-1"})->get<endpoint::HttpOutputs>().common().workers, -1);
  EXPECT_EQ(raw_options({"--input-raw-bpf-filter", "-x"}).live.filter, "-x");
}

TEST(CommandLine, TakesAnyOtherValueAsItIs) {
  EXPECT_EQ(only(settings_of({"--http-allow-url", "[0-9]"}).rules.allow_url), "[0-9]");
  EXPECT_EQ(only(settings_of({"--http-allow-url=[[aa]]"}).rules.allow_url), "[[aa]]");
  EXPECT_EQ(endpoints_of({"--input-raw", "[::1]:80"})->get<endpoint::RawInputs>().specs(),
            (std::vector<Spec>{Spec{"[::1]:80", {}}}));
  EXPECT_EQ(endpoints_of({"--input-file", "[a,b]", "[c]"})->get<endpoint::FileInputs>().specs(),
            (std::vector<Spec>{Spec{"[a,b]", {}, {"[c]"}}}));
  for (const std::string_view value : {"", "{}", "%%", "--", "-", "=", "explain", "a\nb", "\"a\"", "a b,c"}) {
    EXPECT_EQ(settings_of({"--middleware", value}).middleware, value);
  }
}

TEST(CommandLine, TakesAnyValueAsItIsWhateverItIsMadeOf) {
  constexpr std::string_view kPieces = "-=[]{}%,:;@#\n\t\"'\\ +/?aZ0\x80\xff";
  std::mt19937 random(11);
  for (int round = 0; round < 100; ++round) {
    std::string value;
    for (auto length = random() % 6; length > 0; --length) value += kPieces[random() % kPieces.size()];
    const std::string joined = "--http-set-param=" + value;
    const Settings settings = settings_of({"--middleware", value, joined, "--http-set-param", value});
    EXPECT_EQ(settings.middleware, value);
    EXPECT_EQ(settings.rules.set_param, (std::vector<std::string>{value, value}));
  }
}

TEST(CommandLine, ARuleForOneOutputIsKeptApart) {
  const Settings settings = settings_of({"--http-set-header@output-http:2", "A: 1", "--http-set-header", "A: 2",
                                         "--http-set-header@output-http:2=B: 3", "--http-allow-url@output-null", "/a"});
  EXPECT_EQ(only(settings.rules.set_header), "A: 2");
  ASSERT_EQ(settings.output_rules.size(), 2u);
  EXPECT_EQ(settings.output_rules.at("output-http:2").set_header, (std::vector<std::string>{"A: 1", "B: 3"}));
  EXPECT_EQ(only(settings.output_rules.at("output-null").allow_url), "/a");
  EXPECT_TRUE(says(error_of({"--stats@output-http:1"}), {"--stats@output-http:1", "only filters and rewrites"}));
  EXPECT_TRUE(says(error_of({"--http-allow-url@output-http:2"}), {"--http-allow-url@output-http:2 lacks its value"}));
  EXPECT_TRUE(says(error_of({"--http-allow-url@output-http:2", "a", "b"}),
                   {"repeat the flag: --http-allow-url@output-http:2 b"}));
}

TEST(CommandLine, OldAndNewNamesFillOneListInTheOrderOfTheWords) {
  const Settings settings =
      settings_of({"--http-header", "A: 1", "--http-set-header", "A: 2", "--output-http-header", "A: 3"});
  EXPECT_EQ(settings.rules.set_header, (std::vector<std::string>{"A: 1", "A: 2", "A: 3"}));
  EXPECT_EQ(settings.warnings.size(), 2u);
}

TEST(CommandLine, AFlagIsNoValue) {
  EXPECT_TRUE(says(error_of({"--output-http", "--output-http-timeout", "10s"}),
                   {"--output-http lacks its value", "--output-http-timeout"}));
  EXPECT_TRUE(says(error_of({"--output-http", "-stats=false"}), {"--output-http lacks its value"}));
  EXPECT_TRUE(says(error_of({"--output-http"}), {"--output-http lacks its value"}));
}

TEST(CommandLine, BareWordsAfterAnInputFileAreMoreFilesOfIt) {
  const auto endpoints =
      endpoints_of({"--input-file", "a.gor", "b.gor", "c.gor|200%", "--stats", "--input-file=d.gor", "e.gor"});
  EXPECT_EQ(endpoints->get<endpoint::FileInputs>().specs(),
            (std::vector<Spec>{Spec{"a.gor", {Limit::Kind::percent, 200}, {"b.gor", "c.gor"}},
                               Spec{"d.gor", {}, {"e.gor"}}}));
}

TEST(CommandLine, RefusesBareWordsElsewhereWithAHint) {
  EXPECT_TRUE(says(error_of_line({"word"}), {"'word'", "--"}));
  EXPECT_TRUE(says(error_of_line({"stats"}), {"did you mean --stats?"}));
  EXPECT_TRUE(says(error_of({"--stats", "yes"}), {"'yes'", "--stats takes true, false"}));
  EXPECT_TRUE(says(error_of({"--input-raw", ":80", ":81"}), {"--input-raw :81"}));
  EXPECT_TRUE(says(error_of({"--exit-after", "1s", "--", "x"}), {"'--'"}));
}

TEST(CommandLine, UnknownFlagsGetASuggestion) {
  EXPECT_TRUE(
      says(error_of({"--output-htp", "http://a"}), {"unknown flag --output-htp", "did you mean --output-http?"}));
  EXPECT_TRUE(says(error_of({"--output-htp=http://a"}), {"did you mean --output-http?"}));
}

TEST(CommandLine, BadValuesNameFlagValueAndWhatIsAccepted) {
  for (const auto& [flag, value, accepted] :
       std::vector<std::tuple<std::string_view, std::string_view, std::string_view>>{
           {"--exit-after", "10", "10s"},
           {"--copy-buffer-size", "much", "5mb"},
           {"--copy-buffer-size", "0", "a size"},
           {"--output-http-workers", "many", "a number"},
           {"--output-http-workers", "-2", "-1 or more"},
           {"--output-http-queue-len", "0", "1 or more"},
           {"--input-raw-engine", "dpdk", "libpcap, raw_socket, af_packet, pcap_file"},
           {"--input-raw-vlan-vid", "5000", "0 to 4094"},
           {"--input-raw", ":80|x", "|N"},
       }) {
    EXPECT_TRUE(says(error_of({flag, value}), {flag, "'" + std::string(value) + "'", accepted}));
  }
  EXPECT_TRUE(says(error_of({"--stats=perhaps"}), {"--stats", "perhaps", "true or false"}));
  EXPECT_TRUE(says(error_of({"--output-http", "|10%"}), {"lacks its value"}));
}

TEST(CommandLine, NeedsAnInputAndAnOutput) {
  for (const Words& words : {Words{}, Words{"--input-dummy", "x"}, Words{"--output-null"}}) {
    EXPECT_TRUE(says(error_of_line(words), {"--input-raw", "--input-file", "--output-http", "--output-null"}));
  }
  EXPECT_TRUE(says(error_of_line({}), {"there is no input and no output"}));
  EXPECT_TRUE(says(error_of_line({"--input-dummy", "x"}), {"there is no output"}));
  EXPECT_TRUE(says(error_of_line({"--output-null"}), {"there is no input:"}));
  EXPECT_TRUE(says(error_of_line({"--input-dummy", "x", "--output-null=false"}), {"there is no output"}));
}

TEST(CommandLine, OldNamesWorkWithOneWarningEach) {
  const Words words{"--output-dummy", "x", "--output-dummy", "y"};
  EXPECT_EQ(endpoints_of(words)->get<endpoint::StdoutOutput>().specs().size(), 1u);
  EXPECT_TRUE(says(only(settings_of(words).warnings), {"--output-stdout"}));
  EXPECT_TRUE(says(only(settings_of({"--cpuprofile", "x"}).warnings), {"perf"}));
  EXPECT_TRUE(says(only(settings_of({"--memprofile", "x"}).warnings), {"heaptrack"}));
  EXPECT_EQ(settings_of({"--output-http-debug", "--output-http-compatibility-mode"}).warnings.size(), 2u);
  EXPECT_TRUE(settings_of({}).warnings.empty());
}

TEST(CommandLine, TellsAnExplicitZeroFromNone) {
  EXPECT_FALSE(raw_options({}).live.buffer_timeout);
  EXPECT_EQ(raw_options({"--input-raw-buffer-timeout", "0"}).live.buffer_timeout, 0ns);
}

TEST(CommandLine, HelpAndVersionNeedNothingElse) {
  EXPECT_TRUE(says(parse({"--help"}).text, {"--input-raw"}));
  EXPECT_TRUE(says(parse({"-h"}).text, {"--input-raw"}));
  EXPECT_TRUE(says(parse({"explain", "--help"}).text, {"--input-raw"}));
  EXPECT_TRUE(says(parse({"-version"}).text, {"gor "}));
  EXPECT_TRUE(says(parse({"--exit-after", "1s", "--help"}).text, {"default 5s"}));
}

TEST(CommandLine, ExplainTakesTheFlagsAndNeedsNoInput) {
  const CommandLine explain = parse({"explain", "--http-allow-url", "/a", "--stats"});
  EXPECT_EQ(explain.command->kind().name, "explain");
  EXPECT_EQ(only(explain.settings.rules.allow_url), "/a");
  EXPECT_TRUE(explain.settings.stats);
  EXPECT_TRUE(says(error_of_line({"explain", "word"}), {"unexpected word 'word'"}));
  EXPECT_TRUE(says(error_of_line({"explain", "--http-alow-url", "x"}), {"did you mean --http-allow-url?"}));
  EXPECT_TRUE(says(error_of_line({"--stats", "explain"}), {"unexpected word 'explain'"})) << "only in front";
}

TEST(CommandLine, FileServerTakesAnAddress) {
  const CommandLine line = parse({"file-server", ":8000"});
  EXPECT_EQ(line.command->kind().name, "file-server");
  EXPECT_EQ(line.words, std::vector<std::string>{":8000"});
  for (const auto& words : {std::vector<std::string>{}, {":1", ":2"}}) {
    const std::string error = test::refusal_of<UsageError>([&] { line.command->run({}, words); });
    EXPECT_TRUE(says(error, {"gor file-server ADDR"})) << words.size() << " addresses: " << error;
  }
}

}  // namespace
}  // namespace gor::cli
