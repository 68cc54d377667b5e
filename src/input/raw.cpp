// SPDX-License-Identifier: Apache-2.0
#include "input/raw.hpp"

#include <atomic>
#include <chrono>

#include "base/metric_families.hpp"
#include "capture/pcap_file.hpp"
#include "capture/vxlan.hpp"

namespace gor {
namespace {

using capture::PacketSource;

// An upper limit: a hole or closed connection that is due earlier ends the wait.
constexpr std::chrono::milliseconds kPollTimeout{100};
// Longer than the kernel's default timeout of a block.
constexpr std::chrono::milliseconds kRingGrace{20};

std::unique_ptr<PacketSource> open_source(RawInputOptions& options, StationMetrics& station) {
  if (!options.file.empty()) return capture::open_capture_file(options.file, station);
  if (options.vxlan_port) return capture::open_vxlan_capture(std::move(options.live), *options.vxlan_port, station);
  return capture::open_live_capture(std::move(options.live), station);
}

class RawInput final : public Input, private capture::PacketSink {
 public:
  RawInput(RawInputOptions options, StationMetrics& station, const net::OwnConnections* own)
      : buffer_timeout_(options.live.buffer_timeout.value_or(std::chrono::nanoseconds(0))),
        source_(open_source(options, station)),
        decoder_(std::move(options.decode), station),
        flows_(std::move(options.flows), station, own),
        station_(station) {}

  std::optional<Message> read() override {
    std::vector<Message>& finished = flows_.finished();
    while (next_ == finished.size()) {
      finished.clear();
      next_ = 0;
      if (ended_) return {};
      work();
    }
    std::optional<Message> message(std::move(finished[next_++]));
    message->can_wait = !source_->is_live();
    station_.out.add(message->type);
    bytes_.add(message->payload.size());
    return message;
  }

  void stop() override {
    stopping_.store(true, std::memory_order_relaxed);
    source_->wake();
  }

 private:
  void work() {
    const bool stopping = stopping_.load(std::memory_order_relaxed);
    const auto turn = source_->poll(*this, stopping ? kRingGrace : kPollTimeout);
    if (turn == PacketSource::Turn::end || (stopping && is_drained(turn))) {
      flows_.end();
      ended_ = true;
    } else if (turn == PacketSource::Turn::idle && source_->is_live()) {
      now_ = wall_clock_now();
      flows_.expire(now_);
    }
  }

  // Messages captured before stop() are still returned: the kernel shows a block of packets only when it is full or its
  // time is over. A flood must not make that endless.
  bool is_drained(PacketSource::Turn turn) {
    if (!source_->is_live()) return true;
    const auto now = std::chrono::steady_clock::now();
    if (!stopped_at_) stopped_at_ = now;
    const auto grace = kRingGrace + 2 * buffer_timeout_;
    return now - *stopped_at_ > (turn == PacketSource::Turn::idle ? grace : grace + std::chrono::seconds(1));
  }

  void take(const capture::Packet& packet) override {
    if (packet.time > now_) {
      now_ = packet.time;
      flows_.expire(now_);
    }
    if (decoder_.decode(packet, segment_)) flows_.take(segment_);
  }

  const std::chrono::nanoseconds buffer_timeout_;
  const std::unique_ptr<PacketSource> source_;
  capture::Decoder decoder_;
  capture::FlowTable flows_;
  StationMetrics& station_;
  Counter& bytes_ = station_.counter(metrics::kBytes, {{"direction", "out"}});
  capture::Segment segment_;
  Timestamp now_{};
  std::size_t next_ = 0;
  bool ended_ = false;
  std::atomic<bool> stopping_{false};
  std::optional<std::chrono::steady_clock::time_point> stopped_at_;
};

}  // namespace

std::unique_ptr<Input> make_raw_input(RawInputOptions options, StationMetrics& station,
                                      const net::OwnConnections* own) {
  return std::make_unique<RawInput>(std::move(options), station, own);
}

}  // namespace gor
