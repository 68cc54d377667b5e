// SPDX-License-Identifier: Apache-2.0
// Packets from a capture file, read by libpcap.
#include "capture/pcap_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "capture/decode.hpp"
#include "capture/pcap_handle.hpp"

namespace gor::capture {
namespace {

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

}  // namespace

std::unique_ptr<PacketSource> open_capture_file(const std::string& path, Station& station) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) throw StartError(fmt::format("--input-raw {}: {}", path, std::strerror(errno)));
  std::setvbuf(file, nullptr, _IOFBF, kReadBuffer);
  char error[PCAP_ERRBUF_SIZE] = "";
  PcapHandle handle(pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error));
  if (!handle) {
    std::fclose(file);
    throw StartError(fmt::format("--input-raw {}: not a capture file that can be read: {}", path, error));
  }
  const int link_type = pcap_datalink(handle.get());
  if (!is_known_link_type(link_type)) {
    const char* name = pcap_datalink_val_to_name(link_type);
    throw StartError(fmt::format("--input-raw {}: frames of link type {} ({}) are not supported", path, link_type,
                                 name != nullptr ? name : "unknown"));
  }
  return std::make_unique<PcapFile>(path, std::move(handle), station);
}

}  // namespace gor::capture
