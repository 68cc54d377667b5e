// SPDX-License-Identifier: Apache-2.0
// Uploads to a server that plays S3.
#include "s3/uploader.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "http/head.hpp"
#include "net/url.hpp"
#include "support/becomes_true.hpp"
#include "support/numbers.hpp"
#include "support/refusal.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_dir.hpp"

namespace gor::s3 {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::becomes_true;
using test::Peer;

/// Keeps objects, and refuses to replace one. Parts of uploads are objects named "KEY?partNumber=N...".
class Bucket {
 public:
  void serve(Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      if (is_away_) return;
      const auto line = http::parse_request_line(http::first_line(request));
      if (!line) return;
      const std::string body = request.substr(http::find_head_end(request));
      peer.send(answer(std::string(line->method), std::string(line->target), body));
    }
  }
  std::map<std::string, std::string> objects() const {
    std::lock_guard lock(mutex_);
    return objects_;
  }
  void put(const std::string& target, const std::string& body) {
    std::lock_guard lock(mutex_);
    objects_[target] = body;
  }
  void refuse_with(std::string status) {
    std::lock_guard lock(mutex_);
    refusal_ = std::move(status);
  }
  void set_away(bool is_away) { is_away_ = is_away; }

 private:
  static std::string response(const std::string& status, const std::string& body = "") {
    return "HTTP/1.1 " + status + "\r\nETag: \"t\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }
  std::string answer(const std::string& method, const std::string& target, const std::string& body) {
    std::lock_guard lock(mutex_);
    if (!refusal_.empty()) return response(refusal_, "<E><Code>Refused</Code></E>");
    if (method == "POST" && target.ends_with("?uploads=")) return response("200 OK", "<R><UploadId>u</UploadId></R>");
    if (method == "DELETE") return response("204 No Content");
    if (method == "GET" && target.starts_with("/b/?")) return response("200 OK", list());
    if (method == "POST") return complete(target.substr(0, target.find('?')));
    if (method == "PUT") {
      const bool is_part = target.find('?') != std::string::npos;
      if (!is_part && objects_.contains(target)) return response("412 Precondition Failed");
      objects_[target] = body;
      return response("200 OK");
    }
    const auto found = objects_.find(target);
    if (found == objects_.end()) return response("404 Not Found");
    // The parts that are asked for are those of small objects: complete.
    const std::string size = std::to_string(found->second.size());
    const std::string range = "206 Partial Content\r\nContent-Range: bytes 0-" + size + "/" + size;
    const std::string whole = response(method == "HEAD" ? "200 OK" : range, found->second);
    return method == "HEAD" ? whole.substr(0, http::find_head_end(whole)) : whole;
  }
  std::string complete(const std::string& key) {
    std::string whole;
    for (int part = 1; true; ++part) {
      const auto found = objects_.find(key + "?partNumber=" + std::to_string(part) + "&uploadId=u");
      if (found == objects_.end()) break;
      whole += found->second;
      objects_.erase(found);
    }
    objects_[key] = whole;
    return response("200 OK", "<R><ETag>t</ETag></R>");
  }
  std::string list() const {
    std::string entries;
    for (const auto& [key, body] : objects_) entries += "<Contents><Key>" + key.substr(3) + "</Key></Contents>";
    return "<R>" + entries + "</R>";
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::string> objects_;
  std::string refusal_;
  std::atomic<bool> is_away_ = false;
};

class UploaderTest : public testing::Test {
 protected:
  UploaderTest() {
    ::setenv("AWS_ACCESS_KEY_ID", "key", 1);
    ::setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  }
  std::unique_ptr<Uploader> start() {
    UploaderOptions options;
    options.access.settings.endpoint = net::parse_url(server_.url());
    options.bucket = "b";
    options.folder = std::filesystem::path(folder_ / "x").parent_path();
    options.prefix = "x";
    return std::make_unique<Uploader>(options, station_, nullptr);
  }
  std::string file(const std::string& name, const std::string& content) {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  bool is_empty() const { return std::filesystem::is_empty(std::filesystem::path(folder_ / "x").parent_path()); }

  test::TempDir folder_;
  Bucket bucket_;
  test::ScriptedServer server_{[this](Peer& peer) { bucket_.serve(peer); }};
  StationMetrics station_{"output-file"};
};

TEST_F(UploaderTest, UploadsInOrderAndRemovesTheFiles) {
  const auto uploader = start();
  for (int i = 0; i < 5; ++i) uploader->add(file("x_" + std::to_string(i) + ".gor", std::to_string(i)));
  uploader->add(file("x_9.gor", ""));
  EXPECT_EQ(uploader->finish(), 0U);
  EXPECT_TRUE(is_empty());
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 5; ++i) expected["/b/x_" + std::to_string(i) + ".gor"] = std::to_string(i);
  EXPECT_EQ(bucket_.objects(), expected) << "an empty file makes no object";
  EXPECT_EQ(test::number_of(station_, "objects"), 5U);
}

TEST_F(UploaderTest, NumbersObjectsAfterThoseInTheBucketAndSkipsTakenNumbers) {
  bucket_.put("/b/x_7.gor", "old");
  bucket_.put("/b/xy_99.gor", "of another");
  const auto uploader = start();
  uploader->add(file("x_0.gor", "first"));
  EXPECT_TRUE(becomes_true([&] { return bucket_.objects().contains("/b/x_8.gor"); }));
  bucket_.put("/b/x_9.gor", "of another gor");
  uploader->add(file("x_1.gor", "second"));
  EXPECT_EQ(uploader->finish(), 0U);
  EXPECT_EQ(bucket_.objects()["/b/x_8.gor"], "first");
  EXPECT_EQ(bucket_.objects()["/b/x_9.gor"], "of another gor");
  EXPECT_EQ(bucket_.objects()["/b/x_10.gor"], "second");
}

TEST_F(UploaderTest, RecognizesItsOwnObjectWhenTheAnswerWasLost) {
  const auto uploader = start();
  uploader->add(file("x_0.gor", "first"));
  EXPECT_TRUE(becomes_true([&] { return bucket_.objects().contains("/b/x_0.gor"); }));
  bucket_.put("/b/x_1.gor", "second");
  uploader->add(file("x_1.gor", "second"));
  uploader->add(file("x_2.gor", "third"));
  EXPECT_EQ(uploader->finish(), 0U);
  EXPECT_EQ(bucket_.objects(), (std::map<std::string, std::string>{
                                   {"/b/x_0.gor", "first"}, {"/b/x_1.gor", "second"}, {"/b/x_2.gor", "third"}}));
}

TEST_F(UploaderTest, UploadsLargeFilesInParts) {
  std::string content(20'000'001, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + i / 1000);
  const auto uploader = start();
  uploader->add(file("x_0.gor", content));
  EXPECT_EQ(uploader->finish(), 0U);
  EXPECT_EQ(bucket_.objects(), (std::map<std::string, std::string>{{"/b/x_0.gor", content}}));
}

TEST_F(UploaderTest, TriesAgainUntilTheServerIsBack) {
  const auto uploader = start();
  bucket_.set_away(true);
  uploader->add(file("x_0.gor", "kept"));
  EXPECT_FALSE(is_empty());
  bucket_.set_away(false);
  EXPECT_TRUE(becomes_true([&] { return is_empty(); }));
  EXPECT_EQ(uploader->finish(), 0U);
  EXPECT_EQ(bucket_.objects()["/b/x_0.gor"], "kept");
}

TEST_F(UploaderTest, LeavesFilesAtItsDeadlineForTheNextRun) {
  {
    const auto uploader = start();
    bucket_.set_away(true);
    uploader->add(file("x_0.gor", "1 abc 1 0\nrecord\n🐵🙈🙉\n"));
    uploader->give_up_at(Clock::now() + 50ms);
    EXPECT_EQ(uploader->finish(), 1U);
  }
  EXPECT_FALSE(is_empty());
  bucket_.set_away(false);
  file("other_0.gor", "of another key");
  EXPECT_EQ(start()->finish(), 0U);
  EXPECT_EQ(bucket_.objects().size(), 1U);
  EXPECT_TRUE(bucket_.objects().contains("/b/x_0.gor"));
}

TEST_F(UploaderTest, DoesNotRepeatAnUploadAfterWhichTheLastRunWasKilled) {
  const std::string record = "1 abc 1 0\nrecord\n🐵🙈🙉\n";
  bucket_.put("/b/x_0.gor", "another");
  bucket_.put("/b/x_1.gor", record);
  file("x_0.gor", record);
  EXPECT_EQ(start()->finish(), 0U);
  EXPECT_TRUE(is_empty());
  EXPECT_EQ(bucket_.objects().size(), 2U);
}

TEST_F(UploaderTest, EndsAtTheStartWhenTheBucketRefuses) {
  bucket_.refuse_with("403 Forbidden");
  EXPECT_EQ(test::refusal_of<StartError>([&] { start(); }), "--output-file s3://b: 403 Refused");
  bucket_.refuse_with("503 Slow Down");
  EXPECT_EQ(start()->finish(), 0U) << "it may be back later";
}

}  // namespace
}  // namespace gor::s3
