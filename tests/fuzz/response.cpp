// SPDX-License-Identifier: Apache-2.0
// What a server may send: the first byte chooses the sizes of the pieces and whether the request was HEAD, the second
// how much of a body is kept. The same comes out whatever the pieces, and never more than is to be kept.
#include "net/http/response.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gor;
using namespace gor::net;

struct Read {
  http::Framer::Step step = http::Framer::Step::need_more;
  std::string bytes;
  std::size_t used = 0;
  bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes, std::size_t piece_size, std::size_t keep_body, bool is_head) {
  HttpResponse response;
  ResponseReader reader(response, keep_body, is_head);
  Read result;
  while (result.used < bytes.size() && result.step == http::Framer::Step::need_more) {
    std::string_view piece = bytes.substr(result.used, piece_size);
    const std::size_t size = piece.size();
    result.step = reader.feed(piece);
    result.used += size - piece.size();
    if (response.bytes.size() > ResponseReader::kMaxHead + keep_body) std::abort();
  }
  result.bytes = response.bytes.view();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
  const bool is_head = data[0] >= 200;
  const Read in_pieces = read(bytes, 1 + data[0], data[1], is_head);
  const Read at_once = read(bytes, SIZE_MAX, data[1], is_head);
  // Where it is no response, how much of it had been kept by then depends on the pieces.
  if (in_pieces.step != at_once.step) std::abort();
  if (at_once.step == http::Framer::Step::complete && !(in_pieces == at_once)) std::abort();
  return 0;
}
