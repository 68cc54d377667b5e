// SPDX-License-Identifier: Apache-2.0
// A live capture whose packets and lines are taken, for the tests of it.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <linux/capability.h>
#include <sys/syscall.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "capture/decode.hpp"
#include "capture/live.hpp"
#include "support/refusal.hpp"

namespace gor::capture {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline __user_cap_header_struct this_thread() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

inline bool has_capability(unsigned capability) {
  auto header = this_thread();
  __user_cap_data_struct data[2] = {};
  return ::syscall(SYS_capget, &header, data) == 0 && (data[0].effective >> capability & 1) != 0;
}

inline void drop_capabilities_of_this_thread() {
  auto header = this_thread();
  __user_cap_data_struct data[2] = {};
  ::syscall(SYS_capset, &header, data);
}

/// One direction, put together by sequence number: even on lo a busy host retransmits.
class Stream {
 public:
  void add(const Segment& segment) {
    if (segment.syn) first_ = segment.sequence + 1;
    if (segment.payload.empty()) return;
    const std::size_t offset = segment.sequence - first_;
    bytes_.resize(std::max(bytes_.size(), offset + segment.payload.size()));
    segment.payload.copy(bytes_.data() + offset, segment.payload.size());
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::uint32_t first_ = 0;
  std::string bytes_;
};

class LiveTest : public testing::Test, protected PacketSink {
 protected:
  void SetUp() override {
    if (!has_capability(CAP_NET_RAW)) GTEST_SKIP() << "live capture needs CAP_NET_RAW: run the tests as root";
  }
  std::unique_ptr<PacketSource> open(LiveOptions options) {
    options.priority = 0;  // the thread of the tests goes on without it
    return open_first(std::move(options));
  }
  /// With the priority of its options.
  std::unique_ptr<PacketSource> open_first(LiveOptions options) {
    options.tell = [this](log::Level, std::string_view line) { told_ += std::string(line) + "\n"; };
    return open_live_capture(std::move(options), station_);
  }
  void take(const Packet& packet) override {
    ++packets_;
    last_time_ = packet.time;
    Segment segment;
    if (!decoder_.decode(packet, segment)) return;
    missing_ += segment.missing_bytes;
    (segment.destination.port == port_ ? requests_ : responses_).add(segment);
  }
  bool poll_until(PacketSource& source, const std::function<bool()>& condition, seconds limit = seconds(60)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition() && std::chrono::steady_clock::now() < deadline) source.poll(*this, milliseconds(50));
    return condition();
  }
  bool has_told(std::string_view words) const { return told_.find(words) != std::string::npos; }
  template <class Error>
  std::string refusal(LiveOptions options) {
    return test::refusal_of<Error>([&] { open(std::move(options)); });
  }

  StationMetrics station_{"input-raw"};
  Decoder decoder_{{}, station_};
  std::uint16_t port_ = 0;
  Stream requests_;
  Stream responses_;
  std::size_t missing_ = 0;
  std::size_t packets_ = 0;
  Timestamp last_time_;
  std::string told_;
};

}  // namespace gor::capture
