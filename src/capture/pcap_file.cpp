// SPDX-License-Identifier: Apache-2.0
// Reads packets from capture files: pcap with libpcap, pcapng with PcapngReader.
#include "capture/pcap_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/event.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "base/waiting.hpp"
#include "capture/decode.hpp"
#include "capture/packet_counts.hpp"
#include "capture/pcap_handle.hpp"
#include "capture/pcapng.hpp"

namespace gor::capture {
namespace {

std::string link_type_name(int link_type) {
  const char* name = pcap_datalink_val_to_name(link_type);
  return fmt::format("{} ({})", link_type, name != nullptr ? name : "unknown");
}

// stdio's default of 4 KB would cost a system call every few packets.
constexpr std::size_t kReadBuffer = 1 << 20;

/// The common part of all formats: turn by turn, until the end or the first damage.
class FileSource : public PacketSource {
 public:
  FileSource(std::string path, StationMetrics& station)
      : path_(std::move(path)), damaged_(station.counter(metrics::kDamagedCaptures)) {}

  Turn poll(PacketSink& sink, std::chrono::milliseconds) final {
    if (woken_.exchange(false, std::memory_order_relaxed)) return Turn::idle;
    return at_end_ ? Turn::end : read_turn(sink);
  }
  void wake() final { woken_.store(true, std::memory_order_relaxed); }
  bool is_live() const final { return false; }

 protected:
  const std::string& path() const noexcept { return path_; }
  virtual Turn read_turn(PacketSink& sink) = 0;
  /// Ends the source; further bytes are not read.
  void end() noexcept { at_end_ = true; }
  void end_damaged(std::string_view why) {
    end();
    damaged_.add();
    log::warning("input-raw: {}: {}; the packets before that are used", path_, why);
  }

 private:
  const std::string path_;
  Counter& damaged_;
  bool at_end_ = false;
  std::atomic<bool> woken_{false};
};

class PcapFile final : public FileSource {
 public:
  PcapFile(std::string path, PcapHandle handle, StationMetrics& station)
      : FileSource(std::move(path), station), handle_(std::move(handle)) {
    delivery_.link_type = pcap_datalink(handle_.get());
  }

 private:
  Turn read_turn(PacketSink& sink) override {
    delivery_.sink = &sink;
    const int count = dispatch(handle_.get(), delivery_);
    if (count > 0) return Turn::packets;
    if (count == 0) {
      end();
      return Turn::end;
    }
    end_damaged(pcap_geterr(handle_.get()));
    return Turn::packets;  // some packets of this turn may have been forwarded
  }

  PcapHandle handle_;
  Delivery delivery_;
};

/// A pcapng file. Interfaces with unsupported link types are ignored, with one warning.
class PcapngFile final : public FileSource {
 public:
  PcapngFile(std::string path, std::FILE* file, StationMetrics& station)
      : FileSource(std::move(path), station), reader_(file), counts_(station, ""), next_(reader_.next(packet_)) {
    // A file that is not a capture is refused at once.
    if (next_ == PcapngReader::Next::damaged) {
      throw StartError(fmt::format("--input-raw {}: not a readable capture file: {}", this->path(), reader_.why()));
    }
  }

 private:
  Turn read_turn(PacketSink& sink) override {
    std::size_t bytes = 0;
    for (int count = 0; count < kTurnPackets && bytes < kTurnBytes; ++count) {
      if (next_ == PcapngReader::Next::damaged) end_damaged(reader_.why());
      if (next_ == PcapngReader::Next::end) end();
      if (next_ != PcapngReader::Next::packet) return count == 0 ? Turn::end : Turn::packets;
      bytes += packet_.bytes.size();
      hand_on(sink);
      next_ = reader_.next(packet_);
    }
    return Turn::packets;
  }

  void hand_on(PacketSink& sink) {
    if (Decoder::knows(packet_.link_type)) return sink.take(packet_);
    counts_.unknown_link_type.add();
    if (std::exchange(has_told_unknown_, true)) return;
    log::warning("input-raw: {}: ignoring frames of link type {}", path(), link_type_name(packet_.link_type));
  }

  PcapngReader reader_;
  Packet packet_;
  PacketCounts counts_;
  PcapngReader::Next next_;  // the result of the reader's last step, whose packet is in packet_
  bool has_told_unknown_ = false;
};

std::unique_ptr<PacketSource> open_stream(const std::string& path, std::FILE* file, StationMetrics& station) {
  std::setvbuf(file, nullptr, _IOFBF, kReadBuffer);
  unsigned char start[4] = {0, 0, 0, 0};
  const std::size_t got = std::fread(start, 1, sizeof start, file);
  // A pipe cannot return to its beginning, but the C library can push back the bytes it has read.
  for (std::size_t i = got; i > 0; --i) std::ungetc(start[i - 1], file);
  if (got == sizeof start && PcapngReader::is_one(start)) return std::make_unique<PcapngFile>(path, file, station);
  char error[PCAP_ERRBUF_SIZE] = "";
  PcapHandle handle(pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error));
  if (!handle) {
    std::fclose(file);
    throw StartError(fmt::format("--input-raw {}: not a readable capture file: {}", path, error));
  }
  const int link_type = pcap_datalink(handle.get());
  if (!Decoder::knows(link_type)) {
    throw StartError(
        fmt::format("--input-raw {}: frames of link type {} are not supported", path, link_type_name(link_type)));
  }
  return std::make_unique<PcapFile>(path, std::move(handle), station);
}

/// A file that may have nothing to read for a while. An event ends it.
class Pipe {
 public:
  Pipe(int descriptor, const Event& end) noexcept : descriptor_(descriptor), end_(end) {}

  /// Gives the file ownership of the object. Null: out of memory.
  static std::FILE* open(std::unique_ptr<Pipe> pipe) {
    const cookie_io_functions_t functions{.read = read, .write = nullptr, .seek = nullptr, .close = close};
    std::FILE* const file = fopencookie(pipe.get(), "rb", functions);
    if (file != nullptr) static_cast<void>(pipe.release());  // owned by close()
    return file;
  }

 private:
  static ssize_t read(void* cookie, char* into, std::size_t size) {
    const Pipe& pipe = *static_cast<Pipe*>(cookie);
    while (wait_until_readable(pipe.descriptor_, &pipe.end_)) {
      const ssize_t got = ::read(pipe.descriptor_, into, size);
      if (got >= 0 || (errno != EINTR && errno != EAGAIN)) return got;
    }
    return 0;
  }
  static int close(void* cookie) {
    const std::unique_ptr<Pipe> pipe(static_cast<Pipe*>(cookie));
    return ::close(pipe->descriptor_);
  }

  const int descriptor_;
  const Event& end_;
};

/// A capture file that is a pipe. Its beginning may take long to arrive, so it is read at the first poll().
class PipeSource final : public PacketSource {
 public:
  PipeSource(std::string path, StationMetrics& station) : path_(std::move(path)), station_(station) {
    const int descriptor = open_to_read(path_);
    if (descriptor < 0) throw StartError(fmt::format("--input-raw {}: {}", path_, std::strerror(errno)));
    file_ = Pipe::open(std::make_unique<Pipe>(descriptor, end_));
    if (file_ == nullptr) throw StartError(fmt::format("--input-raw {}: {}", path_, std::strerror(errno)));
  }
  PipeSource(const PipeSource&) = delete;
  PipeSource& operator=(const PipeSource&) = delete;
  ~PipeSource() override {
    if (file_ != nullptr) std::fclose(file_);
  }

  Turn poll(PacketSink& sink, std::chrono::milliseconds timeout) override {
    if (file_ != nullptr) begin();
    return source_ ? source_->poll(sink, timeout) : Turn::end;
  }
  void wake() override {
    is_ending_.store(true, std::memory_order_relaxed);
    end_.set();
  }
  bool is_live() const override { return false; }

 private:
  void begin() {
    try {
      source_ = open_stream(path_, std::exchange(file_, nullptr), station_);
    } catch (const StartError& error) {
      if (!is_ending_.load(std::memory_order_relaxed)) station_.fail(error.what());
    }
  }

  const std::string path_;
  StationMetrics& station_;
  const Event end_;
  std::atomic<bool> is_ending_{false};
  std::FILE* file_ = nullptr;  // until the first poll
  std::unique_ptr<PacketSource> source_;
};

}  // namespace

std::unique_ptr<PacketSource> open_capture_file(const std::string& path, StationMetrics& station) {
  struct stat status {};
  if (path == "-" || (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))) {
    return std::make_unique<PipeSource>(path, station);
  }
  std::FILE* const file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) throw StartError(fmt::format("--input-raw {}: {}", path, std::strerror(errno)));
  return open_stream(path, file, station);
}

}  // namespace gor::capture
