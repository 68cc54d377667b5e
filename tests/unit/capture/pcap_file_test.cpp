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
#include "support/packet_builder.hpp"

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
    try {
      open_capture_file(path, station_);
    } catch (const StartError& error) {
      return error.what();
    }
    return "opened";
  }

  std::filesystem::path folder_;
  Station station_{"input-raw"};
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
  EXPECT_EQ(station_.figure("capture files damaged").get(), 1U);
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
  EXPECT_NE(refusal(write("not a capture at all, but long enough")).find("test.pcap: not a capture file"),
            std::string::npos);
  EXPECT_NE(refusal(write("")).find("not a capture file"), std::string::npos);
  EXPECT_NE(refusal(folder_.string()).find("not a capture file"), std::string::npos);
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
