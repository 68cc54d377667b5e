// SPDX-License-Identifier: Apache-2.0
#include "capture/pcap_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "support/numbers.hpp"
#include "support/packet_builder.hpp"
#include "support/refusal.hpp"

namespace gor::capture {
namespace {

using gor::test::CaptureFile;

struct Taken {
  std::string bytes;
  std::uint32_t original_size;
  Timestamp time;
  int link_type;
};

class Collect : public PacketSink {
 public:
  void take(const Packet& packet) override {
    packets.push_back({std::string(packet.bytes), packet.original_size, packet.time, packet.link_type});
  }
  std::vector<Taken> packets;
};

class PcapFileTest : public testing::Test {
 protected:
  PcapFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gor-pcap-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~PcapFileTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& bytes) {
    const std::string path = folder_ / "test.pcap";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::vector<Taken> read(const std::string& path) {
    const auto source = open_capture_file(path, station_);
    EXPECT_FALSE(source->is_live());
    Collect sink;
    while (source->poll(sink, std::chrono::milliseconds(0)) != PacketSource::Turn::end) continue;
    return sink.packets;
  }
  std::string refusal(const std::string& path) {
    return test::refusal_of<StartError>([&] { open_capture_file(path, station_); });
  }

  std::filesystem::path folder_;
  StationMetrics station_{"input-raw"};
};

constexpr std::uint64_t kTime = 1'700'000'000'123'456'789;

TEST_F(PcapFileTest, ReadsEveryFormatWithItsPrecision) {
  using Format = CaptureFile::Format;
  for (const Format format : {Format::pcap, Format::pcap_nano, Format::pcap_swapped, Format::pcapng}) {
    const auto packets =
        read(write(CaptureFile(1, format).add("first", kTime).add("second", kTime + 5000, 99).bytes()));
    ASSERT_EQ(packets.size(), 2U);
    const bool has_nanoseconds = format == Format::pcap_nano || format == Format::pcapng;
    const std::uint64_t expected = has_nanoseconds ? kTime : kTime / 1000 * 1000;
    EXPECT_EQ(packets[0].time.time_since_epoch().count(), static_cast<std::int64_t>(expected));
    EXPECT_EQ(packets[0].bytes, "first");
    EXPECT_EQ(packets[0].link_type, 1);
    EXPECT_EQ(packets[1].bytes, "second");
    EXPECT_EQ(packets[1].original_size, 99U);
  }
}

/// Blocks of a pcapng file in either byte order.
class Pcapng {
 public:
  explicit Pcapng(bool is_big) : is_big_(is_big) {
    block(0x0a0d0d0a, u32(0x1a2b3c4d) + u16(1) + u16(0) + std::string(8, '\xff'));
  }
  Pcapng& interface(std::uint16_t link_type, std::uint32_t snap_length = 0, const std::string& options = "") {
    return block(1, u16(link_type) + u16(0) + u32(snap_length) + options);
  }
  Pcapng& packet(std::uint32_t interface, std::uint64_t ticks, const std::string& frame) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    return block(6, u32(interface) + u32(static_cast<std::uint32_t>(ticks >> 32)) +
                        u32(static_cast<std::uint32_t>(ticks)) + u32(size) + u32(size + 1) + frame);
  }
  Pcapng& simple(std::uint32_t original, const std::string& frame) { return block(3, u32(original) + frame); }
  Pcapng& block(std::uint32_t type, std::string body) {
    body.resize((body.size() + 3) / 4 * 4);
    const auto size = static_cast<std::uint32_t>(body.size() + 12);
    bytes += u32(type) + u32(size) + body + u32(size);
    return *this;
  }
  std::string option(std::uint16_t code, const std::string& value) const {
    return u16(code) + u16(static_cast<std::uint16_t>(value.size())) + value +
           std::string((4 - value.size() % 4) % 4, '\0');
  }
  std::string u32(std::uint32_t value) const { return is_big_ ? test::be32(value) : reversed(test::be32(value)); }
  std::string u16(std::uint16_t value) const { return is_big_ ? test::be16(value) : reversed(test::be16(value)); }
  std::string u64(std::uint64_t value) const {
    const std::string high = u32(static_cast<std::uint32_t>(value >> 32)), low = u32(static_cast<std::uint32_t>(value));
    return is_big_ ? high + low : low + high;
  }

  std::string bytes;

 private:
  static std::string reversed(const std::string& text) { return {text.rbegin(), text.rend()}; }
  const bool is_big_;
};

TEST_F(PcapFileTest, ReadsPcapngWhoseInterfacesDiffer) {
  for (const bool is_big : {false, true}) {
    Pcapng file(is_big);
    file.interface(1)
        .interface(101, 100, file.option(9, "\x09") + file.option(14, file.u64(1'000'000'000)) + file.option(0, ""))
        .interface(113, 0, file.option(9, "\x94"))  // 2^-20 s
        .block(0x0bad, "unknown")
        .packet(0, kTime / 1000, "ethernet")
        .packet(1, kTime - 1'000'000'000'000'000'000, "raw")
        .packet(2, 1'700'000'000ULL << 20 | 1U << 19, "cooked");
    Pcapng section(!is_big);
    section.interface(12, 5).simple(99, "simple").packet(0, UINT64_MAX, "late");
    const auto packets = read(write(file.bytes + section.bytes));
    ASSERT_EQ(packets.size(), 5U);
    const auto time = [&](std::size_t i) { return packets[i].time.time_since_epoch().count(); };
    EXPECT_EQ(packets[0].bytes, "ethernet");
    EXPECT_EQ(packets[0].original_size, 9U);
    EXPECT_EQ(packets[0].link_type, 1);
    EXPECT_EQ(time(0), static_cast<std::int64_t>(kTime / 1000 * 1000));
    EXPECT_EQ(packets[1].link_type, 101);
    EXPECT_EQ(time(1), static_cast<std::int64_t>(kTime));
    EXPECT_EQ(packets[2].link_type, 113);
    EXPECT_EQ(time(2), 1'700'000'000'500'000'000);
    EXPECT_EQ(packets[3].bytes, "simpl") << "cut by the snap length";
    EXPECT_EQ(packets[3].original_size, 99U);
    EXPECT_EQ(time(3), time(2));
    EXPECT_EQ(time(4), time(2));
  }
  EXPECT_EQ(station_.counter(metrics::kDamagedCaptures).get(), 0U);
}

TEST_F(PcapFileTest, PassesOverInterfacesThatItCannotTakeApart) {
  Pcapng file(false);
  file.interface(189).interface(1).packet(0, 1, "usb").packet(1, 2, "ethernet").packet(0, 3, "usb");
  EXPECT_EQ(read(write(file.bytes)).size(), 1U);
  EXPECT_EQ(test::number_of(station_, "packets of unknown link types"), 2U);
}

TEST_F(PcapFileTest, UsesWhatStandsBeforeTheDamageOfAPcapngFile) {
  Pcapng file(false);
  file.interface(1).packet(0, 1, "first");
  const std::string whole = file.bytes;
  std::uint64_t damaged = 0;
  for (std::size_t cut = 1; cut < 36; ++cut) {
    Pcapng longer = file;
    longer.packet(0, 2, "second!!");
    EXPECT_EQ(read(write(longer.bytes.substr(0, whole.size() + cut))).size(), 1U) << cut;
    EXPECT_EQ(station_.counter(metrics::kDamagedCaptures).get(), ++damaged) << cut;
  }
  Pcapng behind = file;
  behind.bytes += std::string(8, '\xff');
  EXPECT_EQ(read(write(behind.packet(0, 2, "behind the damage").bytes)).size(), 1U);
  EXPECT_EQ(station_.counter(metrics::kDamagedCaptures).get(), ++damaged);
  EXPECT_EQ(read(write(whole + std::string(40, '\xff'))).size(), 1U);
  EXPECT_EQ(read(write(file.packet(7, 2, "of no interface").bytes)).size(), 1U);
  EXPECT_EQ(station_.counter(metrics::kDamagedCaptures).get(), damaged + 2);
}

TEST_F(PcapFileTest, ReadsMoreThanOneTurnHolds) {
  CaptureFile file;
  for (int i = 0; i < 1000; ++i) file.add(std::to_string(i));
  const auto packets = read(write(file.bytes()));
  ASSERT_EQ(packets.size(), 1000U);
  EXPECT_EQ(packets[999].bytes, "999");
}

TEST_F(PcapFileTest, UsesWhatStandsBeforeTheCutOfACutOffFile) {
  const std::string whole = CaptureFile().add("first").add("second").bytes();
  EXPECT_EQ(read(write(whole.substr(0, whole.size() - 3))).size(), 1U);
  EXPECT_EQ(station_.counter(metrics::kDamagedCaptures).get(), 1U);
  EXPECT_FALSE(station_.failure());
}

TEST_F(PcapFileTest, ReplacesATimeBeyondAnyClockByTheOneBefore) {
  const auto packets = read(write(CaptureFile(1, CaptureFile::Format::pcapng)
                                      .add("first", UINT64_MAX)
                                      .add("second", kTime)
                                      .add("third", UINT64_MAX)
                                      .bytes()));
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(packets[0].time, Timestamp());
  EXPECT_EQ(packets[2].time, packets[1].time);
}

TEST_F(PcapFileTest, NamesTheFileThatItCannotRead) {
  EXPECT_EQ(refusal("/nonexistent/x.pcap"), "--input-raw /nonexistent/x.pcap: No such file or directory");
  EXPECT_NE(refusal(write("not a capture at all, but long enough")).find("test.pcap: not a readable capture file"),
            std::string::npos);
  EXPECT_NE(refusal(write("")).find("not a readable capture file"), std::string::npos);
  EXPECT_NE(refusal(folder_.string()).find("not a readable capture file"), std::string::npos);
}

TEST_F(PcapFileTest, RefusesALinkTypeThatItCannotTakeApart) {
  EXPECT_NE(refusal(write(CaptureFile(189).bytes())).find("link type 189 (USB_LINUX)"), std::string::npos);
}

TEST_F(PcapFileTest, EndsATurnWhenWoken) {
  const auto source = open_capture_file(write(CaptureFile().add("first").bytes()), station_);
  Collect sink;
  source->wake();
  EXPECT_EQ(source->poll(sink, std::chrono::seconds(1)), PacketSource::Turn::idle);
  EXPECT_EQ(source->poll(sink, std::chrono::seconds(1)), PacketSource::Turn::packets);
}

}  // namespace
}  // namespace gor::capture
