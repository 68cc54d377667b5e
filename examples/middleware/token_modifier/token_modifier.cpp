// SPDX-License-Identifier: Apache-2.0
// Replays requests with the tokens that the replay was given; token_modifier.py says more. Build it with
// `g++ -O2 -std=c++20 token_modifier.cpp -o token_modifier`.
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::string decode(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(kDigits.find(digits[i]) * 16 + kDigits.find(digits[i + 1]));
  }
  return bytes;
}

std::string encode(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    digits += kDigits[static_cast<unsigned char>(c) >> 4];
    digits += kDigits[c & 0x0f];
  }
  return digits;
}

std::string body_of(std::string_view payload) {
  const auto head_end = payload.find("\r\n\r\n");
  std::string body(head_end == payload.npos ? std::string_view() : payload.substr(head_end + 4));
  while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.pop_back();
  return body;
}

class Tokens {
 public:
  /// Takes what the message says, and puts the right token into a request.
  void pass(char type, const std::string& id, std::string& payload) {
    if (type == '1' && payload.starts_with("GET /token ")) {
      asked_.insert(id);
    } else if (type == '1') {
      replace(payload);
    } else if (asked_.count(id) == 0) {
      return;
    } else if (type == '2') {
      original_[id] = body_of(payload);
    } else if (const auto found = original_.find(id); found != original_.end()) {
      replayed_[found->second] = body_of(payload);
      original_.erase(found);
      asked_.erase(id);
    }
  }

 private:
  void replace(std::string& payload) const {
    const auto line_end = payload.find("\r\n");
    for (const std::string_view name : {"?token=", "&token="}) {
      const auto at = payload.find(name);
      if (at >= line_end) continue;
      const auto begin = at + name.size();
      const auto end = payload.find_first_of("& \r", begin);
      const auto found = replayed_.find(payload.substr(begin, end - begin));
      if (found != replayed_.end()) payload.replace(begin, end - begin, found->second);
      return;
    }
  }

  std::set<std::string> asked_;                            // ids of requests for a token
  std::unordered_map<std::string, std::string> original_;  // id, the token in the original response
  std::unordered_map<std::string, std::string> replayed_;  // an original token, the one to send
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  Tokens tokens;
  for (std::string line; std::getline(std::cin, line);) {
    const std::string message = decode(line);
    const auto line_end = message.find('\n');
    if (line_end == message.npos || line_end < 3) continue;
    const std::string metadata = message.substr(0, line_end);
    std::string payload = message.substr(line_end + 1);
    tokens.pass(metadata[0], metadata.substr(2, metadata.find(' ', 2) - 2), payload);
    std::cout << encode(metadata) << "0a" << encode(payload) << '\n' << std::flush;
  }
}
