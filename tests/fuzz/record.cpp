// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a recording, in pieces whose sizes the first byte chooses: what is read must be readable again.
// And arbitrary payloads as messages: whatever they hold, they come back as they were. The first byte's highest bit
// says whether the stream pauses after each piece.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "record/codec.hpp"
#include "record/decoder.hpp"

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

// Each payload as a request and as a response; they end where a byte 0xff stands.
std::vector<gor::Message> messages_of(std::string_view bytes) {
  std::vector<gor::Message> messages;
  while (!bytes.empty()) {
    const std::string_view payload = bytes.substr(0, bytes.find('\xff')).substr(0, kLimit);
    bytes.remove_prefix(std::min(bytes.size(), payload.size() + 1));
    for (const auto type : {gor::MessageType::request, gor::MessageType::response}) {
      gor::Message& message = messages.emplace_back();
      message.type = type;
      message.id = gor::MessageId("a");
      message.timestamp = gor::Timestamp(std::chrono::nanoseconds(5));
      message.payload = gor::Payload(payload);
    }
  }
  return messages;
}

bool are_same(const std::vector<gor::Message>& a, const std::vector<gor::Message>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const gor::Message& x, const gor::Message& y) {
    return x.type == y.type && x.payload.view() == y.payload.view();
  });
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
  const auto messages = messages_of(bytes);
  if (!are_same(read(write(messages), piece, pauses), messages)) std::abort();
  return 0;
}
