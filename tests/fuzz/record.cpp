// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a recording, in pieces whose sizes the first byte chooses: what is read must be readable again. As
// a stream that pauses after each piece, where the byte's highest bit says so.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "record/decoder.hpp"
#include "record/form.hpp"

namespace {

constexpr std::size_t kLimit = 4096;

std::vector<gor::Message> read(std::string_view bytes, std::size_t piece, bool pauses = false) {
  gor::RecordDecoder decoder(kLimit);
  std::vector<gor::Message> messages;
  const auto take_all = [&] {
    while (auto message = decoder.next()) messages.push_back(std::move(*message));
    while (pauses) {
      auto message = decoder.next_at_pause();
      if (!message) break;
      messages.push_back(std::move(*message));
    }
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    decoder.feed(bytes.substr(0, piece));
    take_all();
  }
  decoder.end();
  take_all();
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
  const std::size_t piece = 1 + (data[0] & 0x7f);
  const bool pauses = (data[0] & 0x80) != 0;
  const auto in_pieces = read(bytes, piece, pauses);
  if (!pauses && write(in_pieces) != write(read(bytes, SIZE_MAX))) std::abort();
  for (const auto& message : in_pieces) {
    if (message.payload.size() > kLimit) std::abort();
  }
  return 0;
}
