// SPDX-License-Identifier: Apache-2.0
#include "input/dummy.hpp"

#include <condition_variable>
#include <mutex>
#include <random>

#include <fmt/format.h>

namespace gor {
namespace {

class DummyInput final : public Input {
 public:
  DummyInput(StationMetrics& station, std::chrono::nanoseconds interval)
      : station_(station), interval_(interval), next_(std::chrono::steady_clock::now()) {}

  std::optional<Message> read() override {
    if (is_response_due_) return make(MessageType::response, kResponse);
    std::unique_lock lock(mutex_);
    if (stop_.wait_until(lock, next_, [&] { return stopped_; })) return {};
    next_ += interval_;
    ++number_;
    return make(MessageType::request, kRequest);
  }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    stop_.notify_all();
  }

 private:
  static constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: gor\r\n\r\n";
  static constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

  Message make(MessageType type, std::string_view payload) {
    is_response_due_ = type == MessageType::request;
    Message message;
    message.type = type;
    message.id = MessageId(fmt::format("{:016x}{:08x}", session_, number_));
    message.timestamp = wall_clock_now();
    message.latency = std::chrono::nanoseconds(0);
    message.payload = Payload(payload);
    station_.born.add(type);
    station_.out.add(type);
    return message;
  }

  StationMetrics& station_;
  const std::chrono::nanoseconds interval_;
  const std::uint64_t session_ = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
  std::uint32_t number_ = 0;
  bool is_response_due_ = false;
  std::chrono::steady_clock::time_point next_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Input> make_dummy_input(StationMetrics& station, std::chrono::nanoseconds interval) {
  return std::make_unique<DummyInput>(station, interval);
}

}  // namespace gor
