// SPDX-License-Identifier: Apache-2.0
#include "record/path_template.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;

class PathTemplates : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "Asia/Kathmandu", 1);  // 5:45 before UTC
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }

  std::string fill(std::string_view text, std::string_view id = "abc", MessageType type = MessageType::request) const {
    return PathTemplate(text, "1234").fill(time_, make_message(type, id));
  }

  std::chrono::system_clock::time_point time_{1'700'000'000s + 42ns};  // 2023-11-14 22:13:20 UTC
};

TEST_F(PathTemplates, FillInLocalTime) {
  EXPECT_EQ(fill("/a/%Y-%m-%d/%H%M%S.gor"), "/a/2023-11-15/035820.gor");
}

TEST_F(PathTemplates, FillInEverythingElse) {
  EXPECT_EQ(fill("%NS"), "000000042");
  EXPECT_EQ(fill("%i/%t/%r.gor", "12af", MessageType::replayed_response), "1234/3/12af.gor");
}

TEST_F(PathTemplates, LeaveWhatIsNoPlaceholder) {
  EXPECT_EQ(fill("100%/%y%N%%Y%"), "100%/%y%N%2023%");
  EXPECT_EQ(fill(""), "");
}

TEST_F(PathTemplates, LetNoIdLeadElsewhere) {
  EXPECT_EQ(fill("/a/%r/x", "../../etc/passwd"), "/a/....etcpasswd/x");
  EXPECT_EQ(fill("/a/%r/x", ".."), "/a/__/x");
  EXPECT_EQ(fill("/a/%r", "///"), "/a/_");
  EXPECT_EQ(fill("/a/%r", "a b\n\xf0\x9f-_Z.9"), "/a/ab-_Z.9");
}

TEST_F(PathTemplates, KnowWhatTheyGoBy) {
  EXPECT_TRUE(PathTemplate("%r", "").goes_by_id());
  EXPECT_TRUE(PathTemplate("%r", "").goes_by_message());
  EXPECT_TRUE(PathTemplate("%t", "").goes_by_message());
  EXPECT_FALSE(PathTemplate("%t", "").goes_by_id());
  EXPECT_TRUE(PathTemplate("x%M", "").goes_by_time());
  EXPECT_FALSE(PathTemplate("x%NS%i", "").goes_by_time());
  EXPECT_FALSE(PathTemplate("x%NS%i", "").goes_by_message());
}

}  // namespace
}  // namespace gor
