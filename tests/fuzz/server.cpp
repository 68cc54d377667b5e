// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes to the HTTP server of --input-http, in pieces whose sizes the first byte chooses: the same requests
// as in one piece, each with an answer.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/server_side.hpp"

namespace {

constexpr std::size_t kLimit = 4096;

struct Dialogue {
  std::vector<std::string> requests;
  bool is_over = false;
  friend bool operator==(const Dialogue&, const Dialogue&) = default;
};

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t sum = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++sum;
  return sum;
}

Dialogue talk(std::string_view bytes, std::size_t size) {
  gor::http::DateLine date;
  gor::http::ServerSide server(kLimit, date);
  std::string answers;
  Dialogue dialogue;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      const auto request = server.feed(piece, answers);
      if (!request) continue;
      dialogue.requests.emplace_back(request->view());
      server.respond("200 OK", "text/plain", 0, answers);
    }
    if (server.bytes() > 4 * (gor::http::ServerSide::kMaxHead + kLimit)) std::abort();
  }
  dialogue.is_over = server.is_over();
  const bool is_refused = server.refusal() != gor::http::ServerSide::Refusal::none;
  if (count(answers, "HTTP/1.1 200 OK\r\n") != dialogue.requests.size()) std::abort();
  if (count(answers, "\r\nDate: ") != dialogue.requests.size() + (is_refused ? 1 : 0)) std::abort();
  return dialogue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (!(talk(bytes, 1 + data[0]) == talk(bytes, SIZE_MAX))) std::abort();
  return 0;
}
