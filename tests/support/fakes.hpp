// SPDX-License-Identifier: Apache-2.0
// An input and a sink in memory.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "gor/input.hpp"
#include "gor/sink.hpp"

namespace gor::test {

inline Message make_message(MessageType type, std::string_view id, std::string_view payload = "GET / HTTP/1.1\r\n\r\n",
                            std::int64_t time_ns = 0) {
  Message message;
  message.type = type;
  message.id = MessageId(id);
  message.timestamp = Timestamp(std::chrono::nanoseconds(time_ns));
  message.payload = Payload(payload);
  return message;
}

/// Gives the messages it was made with, then ends.
class MemoryInput final : public Input {
 public:
  explicit MemoryInput(std::vector<Message> messages) : messages_(messages.begin(), messages.end()) {}
  std::optional<Message> read() override {
    if (messages_.empty()) return {};
    Message message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }
  void stop() override {}

 private:
  std::deque<Message> messages_;
};

/// Keeps what is written.
class MemorySink final : public Sink {
 public:
  void write(const Message& message) override {
    std::lock_guard lock(mutex_);
    messages_.push_back(message);
  }
  std::vector<Message> messages() const {
    std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Message> messages_;
};

}  // namespace gor::test
