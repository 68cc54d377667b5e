// SPDX-License-Identifier: Apache-2.0
// Opens one device with libpcap. The settings are the result of measurements (docs/architecture.md).
#include "capture/live_handle.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "capture/decode.hpp"
#include "capture/decode_numbers.hpp"

namespace gor::capture {
namespace {

// 65535 would cut most packets of a large body on lo.
constexpr int kSnapLength = 262144;

#ifndef PACKET_IGNORE_OUTGOING
constexpr int PACKET_IGNORE_OUTGOING = 23;  // Linux 4.20
#endif
#ifndef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
constexpr unsigned PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;  // Linux 5.16
#endif

std::string own_path() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "gor" : path.string();
}

StartError missing_privilege(const std::string& device, bool monitor) {
  const std::string_view names = monitor ? "CAP_NET_RAW and CAP_NET_ADMIN" : "CAP_NET_RAW";
  const std::string_view set = monitor ? "cap_net_raw,cap_net_admin+ep" : "cap_net_raw+ep";
  return StartError(fmt::format("--input-raw: capturing on {} needs {}; grant with: sudo setcap {} {}", device, names,
                                set, own_path()));
}

/// On the `any` device the kernel's filter sees packets without the header that libpcap puts before them, that of
/// LINKTYPE_LINUX_SLL2: offsets begin after it, and its fields are ancillary data.
void adapt_to_cooked(sock_filter& instruction) {
  constexpr std::uint32_t kHeader = 20;
  constexpr std::uint32_t kProtocol = 0;
  constexpr std::uint32_t kInterface = 4;
  constexpr std::uint32_t kPacketType = 10;
  const auto kind = BPF_CLASS(instruction.code);
  const auto mode = BPF_MODE(instruction.code);
  const bool reads_packet =
      (kind == BPF_LD || kind == BPF_LDX) && (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
  if (!reads_packet) return;
  const auto ancillary = [](int field) { return static_cast<std::uint32_t>(SKF_AD_OFF + field); };
  std::uint32_t& offset = instruction.k;
  if (offset >= kHeader && offset < ancillary(0)) {
    offset -= kHeader;
  } else if (offset == kProtocol) {
    offset = ancillary(SKF_AD_PROTOCOL);
  } else if (offset == kInterface) {
    offset = ancillary(SKF_AD_IFINDEX);
  } else if (offset == kPacketType) {
    offset = ancillary(SKF_AD_PKTTYPE);
  }
}

bool attach(int socket, std::vector<sock_filter> code) {
  const sock_fprog filter{static_cast<unsigned short>(code.size()), code.data()};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

std::string name_of(int timestamp_type) {
  const char* short_name = pcap_tstamp_type_val_to_name(timestamp_type);
  std::string name = short_name != nullptr ? short_name : std::to_string(timestamp_type);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return "PCAP_TSTAMP_" + name;
}

}  // namespace

LiveHandle::LiveHandle(std::string device, unsigned index, const HandleOptions& options)
    : device_(std::move(device)), index_(index), is_loopback_(options.is_loopback) {
  char error[PCAP_ERRBUF_SIZE] = "";
  handle_.reset(pcap_create(device_.c_str(), error));
  if (!handle_) throw StartError(fmt::format("--input-raw: {}: {}", device_, error));
  pcap_t* handle = handle_.get();
  pcap_set_snaplen(handle, kSnapLength);
  pcap_set_buffer_size(handle, static_cast<int>(std::min<std::size_t>(options.ring_bytes, 2047U << 20)));
  pcap_set_timeout(handle, static_cast<int>(options.block_timeout.count()));
  // Immediate mode has slots of fixed size, and costs ten times the CPU for small packets.
  pcap_set_immediate_mode(handle, options.block_timeout.count() == 0 ? 1 : 0);
  pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  if (options.monitor) {
    if (pcap_can_set_rfmon(handle) == 0) {
      throw StartError(fmt::format("--input-raw-monitor: {} has no monitor mode", device_));
    }
    pcap_set_rfmon(handle, 1);
  }
  choose_timestamps(options.timestamp_type);
  activate(options);
}

void LiveHandle::choose_timestamps(const std::string& wanted) {
  if (wanted.empty()) return;
  takes_reading_time_ = wanted == "go";
  if (takes_reading_time_) return;
  int* list = nullptr;
  const int count = pcap_list_tstamp_types(handle_.get(), &list);
  std::vector<int> types(list, list + std::max(count, 0));
  pcap_free_tstamp_types(list);
  if (types.empty()) types.push_back(PCAP_TSTAMP_HOST);
  for (const int type : types) {
    if (wanted != name_of(type)) continue;
    pcap_set_tstamp_type(handle_.get(), type);
    return;
  }
  std::string known;
  for (const int type : types) known += name_of(type) + ", ";
  throw UsageError(fmt::format("--input-raw-timestamp-type {}: {} has {}go", wanted, device_, known));
}

void LiveHandle::activate(const HandleOptions& options) {
  pcap_t* handle = handle_.get();
  const int status = pcap_activate(handle);
  if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED) {
    throw missing_privilege(device_, options.monitor);
  }
  if (status == PCAP_ERROR_IFACE_NOT_UP) throw StartError(fmt::format("--input-raw: {} is down", device_));
  if (status < 0) {
    const std::string_view detail = pcap_geterr(handle);
    throw StartError(fmt::format("--input-raw: {}: {}", device_, detail.empty() ? pcap_statustostr(status) : detail));
  }
  if (device_ == "any") pcap_set_datalink(handle, kLinkSll2);
  link_type_ = pcap_datalink(handle);
  if (!Decoder::knows(link_type_)) {
    throw StartError(fmt::format("--input-raw: {}: frames of link type {} are not supported", device_, link_type_));
  }
  char error[PCAP_ERRBUF_SIZE] = "";
  if (pcap_setnonblock(handle, 1, error) != 0) throw StartError(fmt::format("--input-raw: {}: {}", device_, error));
  if (options.is_loopback) {
    // lo shows each packet twice, on its way out and in; libpcap would discard one of them only after the ring.
    const int on = 1;
    ::setsockopt(pcap_fileno(handle), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
  }
}

int LiveHandle::descriptor() const {
  return pcap_get_selectable_fd(handle_.get());
}

void LiveHandle::set_filter(const std::string& filter) {
  bpf_program program{};
  if (pcap_compile(handle_.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    throw std::invalid_argument(pcap_geterr(handle_.get()));
  }
  const bool is_set = filter_.empty() ? pcap_setfilter(handle_.get(), &program) == 0 : replace_filter(program);
  pcap_freecode(&program);
  if (!is_set) throw std::invalid_argument(pcap_geterr(handle_.get()));
  filter_ = filter;
}

// libpcap would accept nothing for a moment, between the old filter and the new one. The kernel exchanges them at once.
bool LiveHandle::replace_filter(const bpf_program& program) {
  std::vector<sock_filter> code;
  code.reserve(program.bf_len);
  for (const bpf_insn* insn = program.bf_insns; insn != program.bf_insns + program.bf_len; ++insn) {
    code.push_back({insn->code, insn->jt, insn->jf, insn->k});
    if (link_type_ == kLinkSll2) adapt_to_cooked(code.back());
  }
  return attach(pcap_fileno(handle_.get()), std::move(code));
}

void LiveHandle::hold_back() {
  attach(pcap_fileno(handle_.get()), {{BPF_RET | BPF_K, 0, 0, 0}});
}

void LiveHandle::share_with(const LiveHandle& first) {
  group_ = first.group_;
  const unsigned flags = PACKET_FANOUT_FLAG_DEFRAG | (&first == this ? unsigned{PACKET_FANOUT_FLAG_UNIQUEID} : 0U);
  // The group would show loopback's packets twice again. Before Linux 5.16 it does, which costs time and changes
  // nothing.
  if (is_loopback_ && join(flags | PACKET_FANOUT_FLAG_IGNORE_OUTGOING)) return;
  if (join(flags)) return;
  throw StartError(fmt::format("--input-raw-threads: the kernel cannot distribute the packets of {}: {}", device_,
                               std::generic_category().message(errno)));
}

// packet(7), PACKET_FANOUT: the low half has the number of the group.
bool LiveHandle::join(unsigned flags) {
  const int socket = pcap_fileno(handle_.get());
  unsigned value = group_ | (PACKET_FANOUT_HASH | flags) << 16;
  socklen_t size = sizeof value;
  if (::setsockopt(socket, SOL_PACKET, PACKET_FANOUT, &value, size) != 0) return false;
  if (::getsockopt(socket, SOL_PACKET, PACKET_FANOUT, &value, &size) != 0) return false;
  group_ = static_cast<std::uint16_t>(value);
  return true;
}

void LiveHandle::discard() {
  struct Nowhere : PacketSink {
    void take(const Packet&) override {}
  } nowhere;
  Delivery delivery{&nowhere, link_type_};
  while (dispatch(handle_.get(), delivery) > 0) continue;
}

int LiveHandle::deliver(PacketSink& sink, PacketCounts& counts) {
  Delivery delivery{&sink, link_type_, &counts};
  if (takes_reading_time_) delivery.fixed_time = wall_clock_now();
  const int count = dispatch(handle_.get(), delivery);
  return count < 0 ? -1 : count;
}

std::string LiveHandle::error() const {
  return pcap_geterr(handle_.get());
}

LiveHandle::Statistics LiveHandle::statistics() {
  pcap_stat stat{};
  if (pcap_stats(handle_.get(), &stat) != 0) return {};
  return {stat.ps_drop, stat.ps_ifdrop};
}

std::uint64_t LiveHandle::take_new_drops() {
  const std::uint64_t dropped = std::max(statistics().dropped_by_kernel, taken_drops_);
  return dropped - std::exchange(taken_drops_, dropped);
}

}  // namespace gor::capture
