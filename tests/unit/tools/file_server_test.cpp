// SPDX-License-Identifier: Apache-2.0
#include "tools/file_server.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor::tools {
namespace {

using namespace std::chrono_literals;

class FileServerTest : public testing::Test {
 protected:
  FileServerTest() {
    std::filesystem::create_directories(root_ / "sub");
    std::ofstream(root_ / "hello.txt") << "hello";
    std::ofstream(root_ / "with space.txt") << "spaced";
    std::ofstream(folder_ / "secret") << "secret";
    std::filesystem::create_symlink(folder_ / "secret", root_ / "link");
    server_ = std::make_unique<FileServer>("127.0.0.1:0", root_, [this](std::string_view line) {
      std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    });
  }

  /// Sends the bytes, and `body` once an interim response has come. Returns everything that comes back until the server
  /// closes.
  std::string exchange(std::string_view bytes, std::string_view body = "") {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(server_->port());
    EXPECT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char space[4096];
    while (!body.empty()) {
      const ssize_t n = recv(socket, space, sizeof space, 0);
      if (n <= 0) break;
      answer.append(space, static_cast<std::size_t>(n));
      if (!answer.ends_with("\r\n\r\n")) continue;
      EXPECT_EQ(send(socket, body.data(), body.size(), MSG_NOSIGNAL), static_cast<ssize_t>(body.size()));
      break;
    }
    for (ssize_t n; (n = recv(socket, space, sizeof space, 0)) > 0;) answer.append(space, static_cast<std::size_t>(n));
    close(socket);
    return answer;
  }

  std::string get(std::string_view target) {
    return exchange("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  std::vector<std::string> lines() {
    std::lock_guard lock(mutex_);
    return lines_;
  }

  const test::TempDir temporary_;
  const std::filesystem::path folder_ = temporary_ / "";
  const std::filesystem::path root_ = folder_ / "www";
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::unique_ptr<FileServer> server_;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(FileServerTest, AnswersGetWithTheFile) {
  const std::string answer = get("/hello.txt?query");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_TRUE(has(answer, "Content-Length: 5\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello")) << answer;
  EXPECT_TRUE(has(get("/with%20space.txt"), "spaced"));
  EXPECT_TRUE(has(get("http://elsewhere/hello.txt"), "hello"));
}

TEST_F(FileServerTest, AnswersHeadWithoutABody) {
  const std::string answer = exchange("HEAD /hello.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(has(answer, "Content-Length: 5\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(FileServerTest, ListsAFolderUnlessItHasAnIndex) {
  EXPECT_TRUE(has(get("/"), "hello.txt\nlink\nsub/\n")) << get("/");
  std::ofstream(root_ / "index.html") << "<h1>index</h1>";
  EXPECT_TRUE(has(get("/"), "<h1>index</h1>"));
}

TEST_F(FileServerTest, SaysWhatIsNotThere) {
  EXPECT_TRUE(get("/missing").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(get("/hello.txt/x").starts_with("HTTP/1.1 404 "));
}

TEST_F(FileServerTest, NeverLeavesItsFolder) {
  for (const char* target : {"/../secret", "/%2e%2e/secret", "/sub/../../secret", "/..%2fsecret", "/link",
                             "//etc/passwd", "/%00", "/%2", "/%zz", "../secret", "*"}) {
    const std::string answer = get(target);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 ")) << target << ": " << answer;
  }
}

TEST_F(FileServerTest, ReadsAnyBodyAndAnswers200) {
  const std::string body(300'000, 'x');
  const std::string post = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + body;
  const std::string chunked = "PUT /y HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  const std::string odd = "PURGE /z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string answer = exchange(post + chunked + odd);
  std::size_t answers = 0;
  for (auto at = answer.find("HTTP/1.1 200 "); at != std::string::npos; at = answer.find("HTTP/1.1 200 ", at + 1))
    ++answers;
  EXPECT_EQ(answers, 3u) << answer;
  EXPECT_EQ(lines(), (std::vector<std::string>{"POST /x 300000", "PUT /y 5", "PURGE /z 0"}));
}

TEST_F(FileServerTest, AsksForTheBodyAfterExpect) {
  const std::string answer = exchange(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", "hi");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 100 ")) << answer;
  EXPECT_TRUE(has(answer, "HTTP/1.1 200 ")) << answer;
}

TEST_F(FileServerTest, AnswersGarbageWith400) {
  EXPECT_TRUE(exchange("\x01\x02 garbage\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(FileServerTest, SaysWhenThePortIsTaken) {
  const std::string address = "127.0.0.1:" + std::to_string(server_->port());
  const std::string error =
      test::refusal_of<StartError>([&] { const FileServer second(address, root_, [](std::string_view) {}); });
  EXPECT_TRUE(has(error, address) && has(error, "in use")) << error;
}

TEST_F(FileServerTest, RefusesABarePort) {
  EXPECT_THROW(FileServer("8000", root_, [](std::string_view) {}), UsageError);
}

}  // namespace
}  // namespace gor::tools
