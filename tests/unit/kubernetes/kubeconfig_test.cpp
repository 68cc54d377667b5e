// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/kubeconfig.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor::kubernetes {
namespace {

constexpr std::string_view kConfig = R"(
apiVersion: v1
current-context: here
contexts:
- name: there
  context: {cluster: other, user: other}
- name: here
  context:
    cluster: "main"
    user: me
clusters:
- cluster: {server: "https://other"}
  name: other
- cluster:
    server: https://10.0.0.1:6443/prefix
    certificate-authority-data: Q0E=
  name: main
users:
- name: me
  user:
    client-certificate-data: Q0VSVA==
    client-key: key.pem
    tokenFile: /var/token
)";

std::string with(std::string_view before, std::string_view after) {
  std::string text(kConfig);
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return text.replace(at, before.size(), after);
}

class KubeconfigTest : public testing::Test {
 protected:
  KubeconfigTest() { test::write_file(folder_ / "key.pem", "KEY"); }
  Access read(std::string_view text) { return read_kubeconfig(text, folder_ / ""); }
  std::string refusal(const std::string& text) {
    return test::refusal_of<std::runtime_error>([&] { read(text); });
  }

  test::TempDir folder_;
};

TEST_F(KubeconfigTest, ReadsTheCurrentContext) {
  const Access access = read(kConfig);
  EXPECT_EQ(access.server.host, "10.0.0.1");
  EXPECT_EQ(access.server.port, 6443);
  EXPECT_TRUE(access.server.tls);
  EXPECT_EQ(access.server.target, "/prefix");
  EXPECT_TRUE(access.verifies_server);
  EXPECT_EQ(access.tls.authorities, "CA");
  EXPECT_EQ(access.tls.certificate, "CERT");
  EXPECT_EQ(access.tls.certificate_key, "KEY");
  EXPECT_EQ(access.token_file, "/var/token");
}

TEST_F(KubeconfigTest, ReadsATokenAndFilesBesideTheConfig) {
  const Access access = read(with("tokenFile: /var/token", "token: abc"));
  EXPECT_EQ(access.token, "abc");
  EXPECT_EQ(access.token_file, "");
  EXPECT_EQ(read(with("/var/token", "token")).token_file, folder_ / "token");
  EXPECT_FALSE(read(with("certificate-authority-data: Q0E=", "insecure-skip-tls-verify: true")).verifies_server);
}

TEST_F(KubeconfigTest, ReadsJson) {
  EXPECT_EQ(read(R"({"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
    "clusters": [{"name": "k", "cluster": {"server": "http://a:1"}}], "users": [{"name": "u", "user": {"token": "t"}}]})")
                .token,
            "t");
}

TEST_F(KubeconfigTest, SaysWhatIsWrong) {
  EXPECT_NE(refusal("a: [").find("line "), std::string::npos);
  EXPECT_NE(refusal("").find("current-context"), std::string::npos);
  EXPECT_NE(refusal(with("current-context: here", "current-context: nowhere")).find("context \"nowhere\""),
            std::string::npos);
  EXPECT_NE(refusal(with("Q0E=", "Q0E")).find("certificate-authority-data"), std::string::npos);
  EXPECT_NE(refusal(with("key.pem", "gone.pem")).find("gone.pem"), std::string::npos);
  EXPECT_NE(refusal(with("https://10.0.0.1:6443/prefix", "ftp://x")).find("server"), std::string::npos);
  EXPECT_NE(refusal(with("tokenFile: /var/token", "exec: {command: aws}")).find("exec"), std::string::npos);
}

}  // namespace
}  // namespace gor::kubernetes
