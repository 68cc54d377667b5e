// SPDX-License-Identifier: Apache-2.0
// Packets from a capture file: pcap is read by libpcap.
#include "capture/pcap_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "capture/decode.hpp"
#include "capture/pcap_handle.hpp"
#include "capture/pcapng.hpp"

namespace gor::capture {
namespace {

std::string link_type_name(int link_type) {
  const char* name = pcap_datalink_val_to_name(link_type);
  return fmt::format("{} ({})", link_type, name != nullptr ? name : "unknown");
}

// stdio's own 4 KB would cost a system call for each few packets.
constexpr std::size_t kReadBuffer = 1 << 20;

class PcapFile final : public PacketSource {
 public:
  PcapFile(std::string path, PcapHandle handle, Station& station)
      : path_(std::move(path)), handle_(std::move(handle)), damaged_(station.figure("capture files damaged")) {
    delivery_.link_type = pcap_datalink(handle_.get());
  }

  Turn poll(PacketSink& sink, std::chrono::milliseconds) override {
    if (woken_.exchange(false, std::memory_order_relaxed)) return Turn::idle;
    if (at_end_) return Turn::end;
    delivery_.sink = &sink;
    const int count = dispatch(handle_.get(), delivery_);
    if (count > 0) return Turn::packets;
    at_end_ = true;
    if (count == 0) return Turn::end;
    damaged_.add();
    log::warning("input-raw: {}: {}; the packets before that are used", path_, pcap_geterr(handle_.get()));
    return Turn::packets;  // some of this turn may have been handed on
  }

  void wake() override { woken_.store(true, std::memory_order_relaxed); }
  bool is_live() const override { return false; }

 private:
  const std::string path_;
  PcapHandle handle_;
  Delivery delivery_;
  Counter& damaged_;
  bool at_end_ = false;
  std::atomic<bool> woken_{false};
};

/// Of a pcapng file. Interfaces whose frames gor cannot take apart are passed over, and told once.
class PcapngFile final : public PacketSource {
 public:
  PcapngFile(std::string path, std::FILE* file, Station& station)
      : path_(std::move(path)),
        reader_(file),
        damaged_(station.figure("capture files damaged")),
        unknown_(station.figure("packets of unknown link types")) {
    // What is no capture at all is told at once.
    first_ = reader_.next(packet_);
    if (first_ == PcapngReader::Next::damaged) {
      throw StartError(fmt::format("--input-raw {}: not a capture file that can be read: {}", path_, reader_.why()));
    }
  }

  Turn poll(PacketSink& sink, std::chrono::milliseconds) override {
    if (woken_.exchange(false, std::memory_order_relaxed)) return Turn::idle;
    std::size_t bytes = 0;
    for (int count = 0; count < kTurnPackets && bytes < kTurnBytes; ++count) {
      const auto next = first_ ? *std::exchange(first_, std::nullopt) : reader_.next(packet_);
      if (next == PcapngReader::Next::damaged && !at_end_) {
        damaged_.add();
        log::warning("input-raw: {}: {}; the packets before that are used", path_, reader_.why());
      }
      at_end_ = next != PcapngReader::Next::packet;
      if (at_end_) return count == 0 ? Turn::end : Turn::packets;
      bytes += packet_.bytes.size();
      hand_on(sink);
    }
    return Turn::packets;
  }

  void wake() override { woken_.store(true, std::memory_order_relaxed); }
  bool is_live() const override { return false; }

 private:
  static constexpr int kTurnPackets = 256;
  static constexpr std::size_t kTurnBytes = 1 << 20;

  void hand_on(PacketSink& sink) {
    if (is_known_link_type(packet_.link_type)) return sink.take(packet_);
    unknown_.add();
    if (std::exchange(has_told_unknown_, true)) return;
    log::warning("input-raw: {}: frames of link type {} are passed over", path_, link_type_name(packet_.link_type));
  }

  const std::string path_;
  PcapngReader reader_;
  Packet packet_;
  std::optional<PcapngReader::Next> first_;
  Counter& damaged_;
  Counter& unknown_;
  bool at_end_ = false;
  bool has_told_unknown_ = false;
  std::atomic<bool> woken_{false};
};

}  // namespace

std::unique_ptr<PacketSource> open_capture_file(const std::string& path, Station& station) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) throw StartError(fmt::format("--input-raw {}: {}", path, std::strerror(errno)));
  std::setvbuf(file, nullptr, _IOFBF, kReadBuffer);
  unsigned char start[4] = {0, 0, 0, 0};
  const std::size_t got = std::fread(start, 1, sizeof start, file);
  std::rewind(file);
  if (got == sizeof start && PcapngReader::is_one(start)) return std::make_unique<PcapngFile>(path, file, station);
  char error[PCAP_ERRBUF_SIZE] = "";
  PcapHandle handle(pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error));
  if (!handle) {
    std::fclose(file);
    throw StartError(fmt::format("--input-raw {}: not a capture file that can be read: {}", path, error));
  }
  const int link_type = pcap_datalink(handle.get());
  if (!is_known_link_type(link_type)) {
    throw StartError(
        fmt::format("--input-raw {}: frames of link type {} are not supported", path, link_type_name(link_type)));
  }
  return std::make_unique<PcapFile>(path, std::move(handle), station);
}

}  // namespace gor::capture
