// SPDX-License-Identifier: Apache-2.0
// Hostile bodies: unwrapped within the limit or left alone, masked or stopped; nothing is masked twice to something
// that cannot be read any more, and what is prettified once stays so.
#include "pipeline/mask.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/body.hpp"
#include "http/json.hpp"

namespace {

using namespace gor;

constexpr std::size_t kLimit = 1 << 20;

void check_unwrapping(std::string_view bytes) {
  const auto plain = http::unwrapped(bytes, kLimit);
  if (!plain) return;
  if (plain->size() > bytes.size() + kLimit + 64) std::abort();
  if (http::unwrapped(plain->view(), kLimit)) std::abort();
}

void check_mask(std::string_view bytes) {
  static StationMetrics station("mask");
  static Mask mask({.headers = {"A", "Cookie"}, .params = {"p", "q"}, .json_paths = {"$..a", "b[1].c", "d.*"}},
                   station);
  Message message;
  message.payload = Payload(bytes);
  if (mask.pass(message) && !mask.pass(message)) std::abort();
}

void check_path(std::string_view bytes) {
  const std::size_t line_end = bytes.find('\n');
  if (line_end == std::string_view::npos) return;
  if (const auto path = http::JsonPath::parse(bytes.substr(0, line_end))) {
    http::find_json_values(bytes.substr(line_end + 1), {*path});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_unwrapping(bytes);
  check_mask(bytes);
  check_path(bytes);
  return 0;
}
