// SPDX-License-Identifier: Apache-2.0
// Random HTTP messages for what writes and reads records.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gor/message.hpp"

#include "record/codec.hpp"

namespace gor::test {

/// Bodies of any bytes, at times with separators and whole records in them (unless these are not wanted). Most are
/// small, some as large as `largest`.
inline std::vector<Message> random_messages(std::size_t count, std::size_t largest, unsigned seed,
                                            bool with_records = true) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto body = [&] {
    std::string bytes(below(10) == 0 ? below(largest + 1) : below(300), '\0');
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(below(256)); });
    if (below(3) == 0) bytes.insert(below(bytes.size() + 1), kRecordSeparator);
    if (with_records && below(3) == 0) {
      bytes.insert(below(bytes.size() + 1),
                   std::string(kRecordSeparator) + "1 abc 7 0\nGET / HTTP/1.1\r\n\r\n" + std::string(kRecordSeparator));
    }
    if (below(9) == 0) bytes += kRecordSeparator.substr(0, below(kRecordSeparator.size()));
    return bytes;
  };
  std::vector<Message> messages(count);
  std::int64_t time = 1'700'000'000'000'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    Message& message = messages[i];
    message.type = static_cast<MessageType>('1' + below(3));
    message.id = MessageId(std::to_string(seed) + 'x' + std::to_string(i));
    message.timestamp = Timestamp(std::chrono::nanoseconds(time += static_cast<std::int64_t>(below(1000))));
    message.latency = std::chrono::nanoseconds(below(1'000'000));
    message.can_wait = true;
    const bool is_request = message.type == MessageType::request;
    std::string text = is_request ? "POST /" + std::to_string(i) + " HTTP/1.1\r\n" : "HTTP/1.1 200 OK\r\n";
    const auto kind = below(4);
    if (kind == 0) {
      text += is_request ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n";
      text += body();
    } else if (kind == 1) {
      text += is_request ? "\r\n" : "Content-Length: 0\r\n\r\n";
    } else {
      const std::string bytes = body();
      text += "Content-Length: " + std::to_string(bytes.size()) + "\r\n\r\n" + bytes;
    }
    message.payload = Payload(text);
  }
  return messages;
}

/// As records, one behind the other.
inline std::string records_of(const std::vector<Message>& messages) {
  std::string bytes;
  for (const Message& message : messages) append_record(bytes, message);
  return bytes;
}

}  // namespace gor::test
