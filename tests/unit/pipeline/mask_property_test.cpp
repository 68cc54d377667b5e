// SPDX-License-Identifier: Apache-2.0
// Messages that hide a secret in every place HTTP has: whatever passes the masks does not have it any more.
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/percent.hpp"
#include "http/body.hpp"
#include "pipeline/mask.hpp"
#include "support/fakes.hpp"
#include "support/gzip.hpp"

namespace gor {
namespace {

constexpr const char* kSecret = "Hidden7Secret";

/// Plants the secret under the names "key" (parameters), "X-Key" (headers) and "key" (JSON).
class Planter {
 public:
  explicit Planter(unsigned seed) : random_(seed) {}

  Message message() {
    const bool is_request = pick(3) > 0;
    std::string head = is_request ? fmt::format("{} {} HTTP/1.1\r\n", one_of({"GET", "POST", "PUT"}), target())
                                  : std::string("HTTP/1.1 200 OK\r\n");
    std::string type;
    std::string body = pick(4) == 0 ? std::string() : some_body(type, 0);
    std::vector<std::string> fields;
    if (!type.empty()) fields.push_back(folded(one_of({"Content-Type", "content-type"}), type));
    if (pick(4) == 0) {
      body = test::gzip(body);
      fields.push_back("Content-Encoding: gzip");
    }
    if (pick(3) == 0) {
      body = chunked(body);
      fields.push_back("Transfer-Encoding: chunked");
    } else {
      fields.push_back(fmt::format("Content-Length: {}", body.size() + (pick(20) == 0 ? pick(3) : 0)));
    }
    for (std::size_t left = pick(4); left > 0; --left) fields.push_back(field());
    std::shuffle(fields.begin(), fields.end(), random_);
    for (const std::string& one : fields) head += one + "\r\n";
    if (pick(20) == 0) head.insert(0, "\r\n");
    if (pick(20) == 0) body += is_request ? "GET /?key=" + std::string(kSecret) + " HTTP/1.1\r\n\r\n" : kSecret;
    return test::make_message(is_request ? MessageType::request : MessageType::response, "a", head + "\r\n" + body);
  }

 private:
  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  std::string one_of(std::vector<std::string> texts) { return texts[pick(texts.size())]; }

  std::string encoded(std::string text) {
    for (std::size_t left = pick(3); left > 0; --left) text = percent_encoded(text);
    return text;
  }
  std::string param_name() { return one_of({"key", "k%65y", "%6b%65%79", "key[]", "key%5Ba%5D", "+key", "key+"}); }
  std::string param() {
    if (pick(3) == 0) return one_of({"a=1", "b", "keys=1", "a=b=c", ""});
    const std::string plain = fmt::format("{}={}", param_name(), kSecret);
    if (pick(4) == 0) return "next=" + percent_encoded(encoded("/b?a=1&" + plain));
    if (pick(6) == 0) return "json=" + percent_encoded(fmt::format("{{\"key\":\"{}\"}}", kSecret));
    if (pick(6) == 0) return encoded(plain);
    return plain;
  }
  std::string params(std::vector<std::string> separators) {
    std::string text = param();
    for (std::size_t left = pick(4); left > 0; --left) text += one_of(separators) + param();
    return text;
  }
  std::string path() { return one_of({"/", "/a/b", "http://h/", "http://u:p@h/", "/a%20b"}); }
  std::string query() { return one_of({"?", "?", "??", "?a&"}) + params({"&", ";", "&&"}); }
  std::string target() { return path() + (pick(4) == 0 ? ";" + params({";", "/"}) : "") + query(); }
  std::string url() { return target() + (pick(3) == 0 ? "#" + params({"&"}) : ""); }

  std::string folded(const std::string& name, const std::string& value) {
    switch (pick(6)) {
      case 0:
        return name + ":\r\n " + value;
      case 1:
        return name + ":" + value;
      case 2:
        return name + ": \t" + value + " ";
      default:
        return name + ": " + value;
    }
  }
  std::string field() {
    switch (pick(8)) {
      case 0:
        return folded("Cookie", "a=b; c=d");
      case 1:
        return folded(one_of({"Referer", "location", "Content-Location"}), url());
      case 2:
        return folded(one_of({"X-Original-Url", "Link", "Refresh"}), "<" + path() + query() + ">");
      case 3:
        return folded("X-Key", "a\r\n\t" + std::string(kSecret));
      case 4:
        return folded("X-Key ", kSecret);
      case 5:
        return one_of({"no colon " + std::string(kSecret), "A: b\rX-Key: " + std::string(kSecret)});
      default:
        return folded(one_of({"X-Key", "x-key", "X-KEY"}), kSecret);
    }
  }

  std::string json() {
    const std::string value =
        one_of({fmt::format("\"{}\"", kSecret), fmt::format("[1,\"{}\"]", kSecret),
                fmt::format("{{\"deep\":{{\"er\":\"{}\"}}}}", kSecret), "\"Hidden7\\u0053ecret\""});
    const std::string name = one_of({"key", "k\\u0065y", "\\u006b\\u0065\\u0079"});
    const std::string object = fmt::format("{{\"a\": 1, \"{}\" : {}}}", name, value);
    return one_of({object, "[" + object + "]", "\xef\xbb\xbf" + object, " \r\n" + object, object + "\n" + object,
                   object.substr(0, object.size() - pick(5)), "f(" + object + ")",
                   "data: {\"key\": \"" + std::string(kSecret) + "\"}"});
  }
  std::string some_body(std::string& type, int level) {
    switch (pick(level < 3 ? 4 : 3)) {
      case 0:
        type = one_of({"application/json", "text/plain", "text/html", "", "application/x-json; charset=utf-8"});
        // What is no JSON and hides its names cannot be found.
        return clear_json();
      case 1:
        type = one_of(
            {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLEncoded; charset=x", "text/plain", ""});

        return params({"&", ";"});
      case 2:
        type = one_of({"image/png", "text/html"});
        return std::string("\x89PNG\0binary", 11);
      default:
        return multipart(type, level);
    }
  }
  std::string clear_json() {
    std::string text = json();
    while (!http::may_be_json(text) && text.find("\"key\"") == text.npos) text = json();
    return text;
  }
  std::string multipart(std::string& type, int level) {
    const std::string boundary = one_of({"b", "----x1", "a'b"});
    type = fmt::format("multipart/form-data; boundary={}", pick(2) == 0 ? boundary : "\"" + boundary + "\"");
    std::string body;
    for (std::size_t left = 1 + pick(3); left > 0; --left) {
      std::string part_type;
      std::string part = some_body(part_type, level + 1);
      std::string name = "other";
      if (pick(2) == 0) {
        part = one_of({kSecret, "a\r\n" + std::string(kSecret) + "\r\nb"});
        part_type.clear();
        name = one_of({"key", "k%65y", "k\\ey", "key[0]"});
      }
      body +=
          fmt::format("--{}\r\n{}\r\n", boundary, folded("Content-Disposition", "form-data; name=\"" + name + "\""));
      if (!part_type.empty()) body += "Content-Type: " + part_type + "\r\n";
      if (pick(4) == 0) body += fmt::format("X-Key: {}\r\n", kSecret);
      body += "\r\n" + part + "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
  }
  std::string chunked(std::string_view body) {
    std::string text;
    while (!body.empty()) {
      const std::string_view chunk = body.substr(0, 1 + pick(20));
      text += fmt::format("{:x}{}\r\n{}\r\n", chunk.size(), pick(40) == 0 ? ";key=" + std::string(kSecret) : "", chunk);
      body.remove_prefix(chunk.size());
    }
    text += "0\r\n";
    if (pick(3) == 0) text += field() + "\r\n";
    return text + "\r\n";
  }

  std::mt19937 random_;
};

/// The secret, with as many encodings undone as it takes.
bool shows_secret(std::string_view message) {
  std::string text(message);
  Payload plain;
  text += http::plain_body(message, 1 << 20, plain);
  for (int level = 0; level < 5; ++level) {
    if (text.find(kSecret) != text.npos) return true;
    text = percent_decoded(text);
  }
  return http::without_escapes(text).find(kSecret) != std::string::npos;
}

TEST(MaskProperty, NoSecretPassesWhereverItIsHidden) {
  StationMetrics station("mask");
  Mask mask({.headers = {"X-Key"}, .params = {"key"}, .json_paths = {"$..key"}}, station);
  int passed = 0;
  int planted = 0;
  constexpr int kMessages = 40'000;
  for (unsigned seed = 0; seed < kMessages; ++seed) {
    Message message = Planter(seed).message();
    const Message before = message;
    planted += shows_secret(before.payload.view()) ? 1 : 0;
    if (!mask.pass(message)) continue;
    ++passed;
    ASSERT_FALSE(shows_secret(message.payload.view())) << "seed " << seed << "\n"
                                                       << before.payload.view() << "\n---\n"
                                                       << message.payload.view();
    const std::string_view once = message.payload.view();
    Message again = message;
    ASSERT_TRUE(mask.pass(again)) << "seed " << seed << "\n" << once;
  }
  EXPECT_GT(planted, kMessages / 2);
  EXPECT_GT(passed, kMessages / 3);
}

}  // namespace
}  // namespace gor
