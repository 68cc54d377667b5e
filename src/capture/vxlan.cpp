// SPDX-License-Identifier: Apache-2.0
#include "capture/vxlan.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

#include "base/error.hpp"
#include "base/event.hpp"
#include "capture/datagram_socket.hpp"
#include "capture/live_log.hpp"
#include "capture/packet_counts.hpp"

namespace gor::capture {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kReportInterval{1};
// Datagrams gather for a moment, as packets do in the ring of other captures, if the buffer holds 10 Gb/s of that
// moment.
constexpr milliseconds kGatherTime{2};
constexpr std::size_t kBufferToGather = 8 << 20;

class VxlanCapture final : public PacketSource {
 public:
  VxlanCapture(LiveOptions options, std::uint16_t port, StationMetrics& station);

  Turn poll(PacketSink& sink, milliseconds timeout) override;
  void wake() override { wake_.set(); }
  bool is_live() const override { return true; }

 private:
  bool wait_for_datagrams(milliseconds timeout);
  bool deliver(PacketSink& sink);
  void count_drops();
  void report(Clock::time_point now);

  const LiveOptions options_;
  const std::uint16_t port_;
  StationMetrics& station_;
  LiveLog log_;
  InterfaceCounts counts_;
  Event wake_;
  DatagramSocket socket_;
  std::size_t buffer_bytes_;
  milliseconds gather_time_{0};
  bool has_more_ = false;  // the last turn left datagrams
  std::uint64_t delivered_ = 0;
  Clock::time_point next_report_ = Clock::now() + kReportInterval;
};

VxlanCapture::VxlanCapture(LiveOptions options, std::uint16_t port, StationMetrics& station)
    : options_(std::move(options)),
      port_(port),
      station_(station),
      log_(options_),
      counts_(station, "vxlan"),
      socket_(port),
      buffer_bytes_(socket_.set_buffer(options_.buffer_bytes)) {
  const milliseconds usual = buffer_bytes_ >= kBufferToGather ? kGatherTime : milliseconds(0);
  gather_time_ = std::chrono::ceil<milliseconds>(options_.buffer_timeout.value_or(usual));
  log_.tell(log::Level::info, "capturing VXLAN on UDP port {}", port_);
  if (buffer_bytes_ < options_.buffer_bytes) {
    log_.tell(
        log::Level::warning,
        "the receive buffer has {} KB instead of {} KB: net.core.rmem_max limits it; CAP_NET_ADMIN lifts the limit",
        buffer_bytes_ >> 10, options_.buffer_bytes >> 10);
  }
}

PacketSource::Turn VxlanCapture::poll(PacketSink& sink, milliseconds timeout) {
  log_.let_thread_go_first();
  const auto now = Clock::now();
  if (now >= next_report_) report(now);
  const auto until_report = std::chrono::ceil<milliseconds>(next_report_ - now);
  if (!has_more_ && !wait_for_datagrams(std::clamp(timeout, milliseconds(0), until_report))) {
    count_drops();
    return Turn::idle;
  }
  try {
    return deliver(sink) ? Turn::packets : Turn::idle;
  } catch (const std::system_error& error) {
    station_.fail(fmt::format("UDP port {}: {}", port_, error.code().message()));
    return Turn::end;
  }
}

bool VxlanCapture::wait_for_datagrams(milliseconds timeout) {
  pollfd list[] = {{wake_.descriptor(), POLLIN, 0}, {socket_.descriptor(), POLLIN, 0}};
  ::poll(list, 2, static_cast<int>(timeout.count()));
  if (list[0].revents != 0) wake_.clear();
  if (list[1].revents == 0) return false;
  if (list[0].revents == 0 && gather_time_.count() > 0) ::poll(list, 1, static_cast<int>(gather_time_.count()));
  return true;
}

bool VxlanCapture::deliver(PacketSink& sink) {
  const bool takes_reading_time = options_.timestamp_type == "go";
  std::size_t bytes = 0;
  int packets = 0;
  do {
    const auto& datagrams = socket_.receive();
    for (const DatagramSocket::Datagram& datagram : datagrams) {
      Packet packet;
      packet.bytes = datagram.bytes;
      packet.original_size = static_cast<std::uint32_t>(datagram.bytes.size());
      packet.time = takes_reading_time ? wall_clock_now() : datagram.time;
      packet.link_type = kLinkVxlan;
      packet.counts = &counts_.packets;
      sink.take(packet);
      bytes += datagram.bytes.size();
    }
    packets += static_cast<int>(datagrams.size());
    has_more_ = datagrams.size() == DatagramSocket::kBatch;
  } while (has_more_ && packets < kTurnPackets && bytes < kTurnBytes);
  delivered_ += static_cast<std::uint64_t>(packets);
  return packets > 0;
}

void VxlanCapture::count_drops() {
  counts_.kernel_drops.add(socket_.take_new_drops());
}

void VxlanCapture::report(Clock::time_point now) {
  next_report_ = now + kReportInterval;
  count_drops();
  log_.tell_drops(counts_.kernel_drops.get(), buffer_bytes_);
  if (log_.is_hint_due(now, delivered_)) {
    log_.tell(
        log::Level::warning,
        "no VXLAN packet in {} s on UDP port {}; look at the target of the mirror session, and at security groups "
        "and firewalls for UDP {}",
        std::chrono::ceil<seconds>(options_.hint_after).count(), port_, port_);
  }
  if (!log_.are_statistics_due(now)) return;
  log_.tell(log::Level::info, "vxlan: {} packets received, {} dropped by the kernel", delivered_,
            counts_.kernel_drops.get());
}

}  // namespace

std::unique_ptr<PacketSource> open_vxlan_capture(LiveOptions options, std::uint16_t port, StationMetrics& station) {
  try {
    return std::make_unique<VxlanCapture>(std::move(options), port, station);
  } catch (const std::system_error& error) {
    const bool is_taken = error.code() == std::errc::address_in_use;
    throw StartError(
        fmt::format("--input-raw-vxlan-port {}: {}{}", port, error.code().message(),
                    is_taken ? "; if a VXLAN device of this host has it, capture on that device by name" : ""));
  }
}

}  // namespace gor::capture
