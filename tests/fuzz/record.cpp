// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a recording, in pieces whose sizes the first byte chooses: what is read must be readable again.
#include "http/record.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kLimit = 4096;

std::vector<gor::Message> read(std::string_view bytes, std::size_t piece) {
  gor::RecordReader reader(
      [&](char* buffer, std::size_t size) {
        const std::size_t n = std::min({size, bytes.size(), piece});
        std::copy_n(bytes.data(), n, buffer);
        bytes.remove_prefix(n);
        return n;
      },
      kLimit);
  std::vector<gor::Message> messages;
  while (auto message = reader.next()) messages.push_back(std::move(*message));
  return messages;
}

std::string write(const std::vector<gor::Message>& messages) {
  std::string bytes;
  for (const auto& message : messages) append_record(bytes, message);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto in_pieces = read(bytes, 1 + data[0]);
  if (write(in_pieces) != write(read(bytes, SIZE_MAX))) std::abort();
  for (const auto& message : in_pieces) {
    if (message.payload.size() > kLimit) std::abort();
  }
  return 0;
}
