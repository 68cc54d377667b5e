// SPDX-License-Identifier: Apache-2.0
#include "cli/public_words.hpp"

#include <gtest/gtest.h>

namespace gor::cli {
namespace {

using Words = std::vector<std::string>;

Words shown(Words words) {
  words.insert(words.begin(), "gor");
  Words result = public_words(words, {"output-http", "input-file"});
  result.erase(result.begin());
  return result;
}

TEST(PublicWords, ShowFlagsNumbersAndWhereTheTrafficGoes) {
  const Words harmless{"--output-http",
                       "http://h:80/a",
                       "--input-file=x.gor|200%",
                       "y.gor",
                       "-stats",
                       "--exit-after",
                       "1.5h",
                       "--input-file",
                       "-",
                       "--prettify-http=true"};
  EXPECT_EQ(shown(harmless), harmless);
}

TEST(PublicWords, HideWhatMayBeASecret) {
  EXPECT_EQ(shown({"--output-http", "http://me:pass@h/a?token=x|10%"}), (Words{"--output-http", "http://h/a"}));
  EXPECT_EQ(shown({"--output-http=TOKEN@h"}), (Words{"--output-http=h"}));
  EXPECT_EQ(shown({"--http-set-header", "Authorization: Bearer x", "--http-basic-auth-filter=me:pass"}),
            (Words{"--http-set-header", "***", "--http-basic-auth-filter=***"}));
  EXPECT_EQ(shown({"--middleware", "run -password=x", "--input-kafka-password", "1234"}),
            (Words{"--middleware", "***", "--input-kafka-password", "***"}));
  EXPECT_EQ(shown({"--output-http-workers", "-1"}), (Words{"--output-http-workers", "-1"}));
}

}  // namespace
}  // namespace gor::cli
