// SPDX-License-Identifier: Apache-2.0
// Whatever other formats can hold comes back from them as it was. GOR_SEED repeats one run.
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/time_text.hpp"
#include "format/formats.hpp"
#include "support/fakes.hpp"

namespace gor::format {
namespace {

constexpr std::int64_t kTime = 1'700'000'000'000'000'000;

class Random {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  template <class List>
  auto one_of(const List& list) {
    return list[below(std::size(list))];
  }
  std::string of(std::string_view characters, std::size_t most) {
    std::string text(below(most + 1), ' ');
    for (char& c : text) c = one_of(characters);
    return text;
  }
  std::string bytes_above_ascii(std::size_t most) {
    std::string text(below(most + 1), ' ');
    for (char& c : text) c = static_cast<char>(128 + below(128));
    return text;
  }
  std::string bytes(std::size_t most) {
    std::string text(below(most + 1), ' ');
    for (char& c : text) c = static_cast<char>(below(256));
    return text;
  }

 private:
  std::mt19937_64 engine_{std::getenv("GOR_SEED") != nullptr ? std::strtoull(std::getenv("GOR_SEED"), nullptr, 10) : 1};
};

constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE", "M-SEARCH", "PATCH", "OPTIONS"};
constexpr std::string_view kInTarget = "abcXYZ019-._~:/?@!$&'()*+,;=%[]{}\"<>|\\^`";
constexpr std::string_view kInValue = "abc019 \t;,=\"'\\:{}<>";
constexpr std::string_view kLetters[] = {"", "\xc3\xa4", "\xe2\x82\xac"};

std::string target(Random& random) {
  return "/" + random.of(kInTarget, 30);
}

std::string fields(Random& random, std::initializer_list<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (random.below(2) == 0)
      text += fmt::format("{}: x{}{}y\r\n", name, random.of(kInValue, 20), random.one_of(kLetters));
  }
  return text;
}

/// Bytes with all ways to end lines and quotes; no text in half of the cases.
std::string with_body(Random& random, const std::string& head, bool always_has_length) {
  const std::string body = random.below(2) == 0 ? random.bytes(50) : random.of("a\"\\\n\r\t{}\xc3\xa4", 50);
  if (random.below(3) == 0) return head + (always_has_length ? "Content-Length: 0\r\n\r\n" : "\r\n");
  if (body.empty() && !always_has_length) return head + "\r\n";
  return head + fmt::format("Content-Length: {}\r\n\r\n", body.size()) + body;
}

TEST(FormatsProperty, HarKeepsRequestsResponsesAndTimes) {
  Random random;
  for (int i = 0; i < 5000; ++i) {
    const std::string_view method = random.one_of(kMethods);
    const std::string head =
        fmt::format("{} {} HTTP/1.{}\r\nHost: h:{}\r\n", method, target(random), random.below(2), random.below(65536)) +
        fields(random, {"X", "Cookie", "x-long-name", "X", "User-Agent", "Accept"});
    const bool has_length = method == "POST" || method == "PUT" || method == "PATCH";
    Exchange exchange;
    exchange.request = test::make_message(MessageType::request, fmt::format("{:024x}", random.below(1'000'000)),
                                          with_body(random, head, has_length),
                                          kTime + static_cast<std::int64_t>(random.below(1'000'000'000)));
    if (random.below(4) > 0) {
      const std::string status = fmt::format("HTTP/1.1 {} {}\r\n", 200 + random.below(3), random.of("abc' ", 10)) +
                                 fields(random, {"Set-Cookie", "Set-Cookie", "Location", "X"});
      exchange.response = test::make_message(MessageType::response, exchange.request.id.view(),
                                             with_body(random, status, true), kTime + 2'000'000'000);
      exchange.response->latency = std::chrono::milliseconds(random.below(1000));
    }
    const Exchange back = from_har_entry(har_entry(exchange), 7);
    ASSERT_EQ(back.request.payload.view(), exchange.request.payload.view());
    ASSERT_EQ(back.request.id, exchange.request.id);
    ASSERT_EQ(back.request.timestamp, exchange.request.timestamp);
    ASSERT_EQ(back.response.has_value(), exchange.response.has_value());
    if (back.response) {
      ASSERT_EQ(back.response->payload.view(), exchange.response->payload.view());
    }
    ASSERT_EQ(har_entry(back), har_entry(exchange));
  }
}

/// As nginx writes it, or Apache.
std::string escaped(std::string_view text, bool is_nginx) {
  std::string written;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_nginx && (byte < ' ' || byte > 0x7e || c == '"' || c == '\\')) {
      written += fmt::format("\\x{:02X}", byte);
    } else if (!is_nginx && c == '\t') {
      written += "\\t";
    } else if (!is_nginx && (c == '"' || c == '\\')) {
      written += {'\\', c};
    } else if (!is_nginx && byte > 0x7e) {
      written += fmt::format("\\x{:02x}", byte);
    } else {
      written += c;
    }
  }
  return written;
}

TEST(FormatsProperty, AccessLogsKeepWhatIsInThem) {
  Random random;
  constexpr std::string_view kBefore[] = {"10.0.0.{} - - ", "10.0.0.{} - bob ",
                                          "Nov 14 22:13:20 web nginx[7]: 10.0.0.{} - - "};
  constexpr std::string_view kVersions[] = {"HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0"};
  for (int i = 0; i < 5000; ++i) {
    const bool is_nginx = random.below(2) == 0;
    const bool has_host = random.below(2) == 0;
    const std::string_view method = random.one_of(kMethods);
    const std::string_view version = random.one_of(kVersions);
    const std::string path = target(random);
    const std::string agent = "x" + random.of(kInValue, 30) + random.bytes_above_ascii(3) + "y";
    const std::string referer = "x" + random.of(kInValue, 30) + random.bytes_above_ascii(3) + "y";
    const std::string blank = random.below(4) == 0 ? "\t" : " ";
    const std::string line = (has_host ? "www.example:443 10.0.0.9 - - "
                                       : fmt::format(fmt::runtime(random.one_of(kBefore)), random.below(256))) +
                             "[14/Nov/2023:22:13:20 +0000]" + blank + '"' +
                             escaped(fmt::format("{} {} {}", method, path, version), is_nginx) + '"' + blank +
                             fmt::format("{}{}{}", 200 + random.below(300), blank, random.below(10'000)) + blank + '"' +
                             escaped(referer, is_nginx) + '"' + blank + '"' + escaped(agent, is_nginx) + '"';
    const auto message = from_access_log(line, "h", 1);
    ASSERT_TRUE(message) << line;
    const std::string expected =
        fmt::format("{} {} {}\r\nHost: {}\r\nUser-Agent: {}\r\nReferer: {}\r\n\r\n", method, path,
                    version == "HTTP/1.0" ? version : "HTTP/1.1", has_host ? "www.example" : "h", agent, referer);
    ASSERT_EQ(message->payload.view(), expected) << line;
    ASSERT_EQ(message->timestamp.time_since_epoch().count(), kTime);
  }
}

}  // namespace
}  // namespace gor::format
