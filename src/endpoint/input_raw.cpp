// SPDX-License-Identifier: Apache-2.0
#include "endpoint/input_raw.hpp"

#include <algorithm>

#include <linux/capability.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "capture/shared_rings.hpp"
#include "kubernetes/pod_watch.hpp"
#include "net/endpoint.hpp"

namespace gor::endpoint {
namespace {

bool captures_interfaces(const capture::CaptureAddress& address) {
  return address.file.empty() && address.engine != capture::Engine::vxlan;
}

}  // namespace

RawInputs::RawInputs()
    : InputKind({"input-raw", "ADDR", "capture: :80, :80,81, eth0:80, 10.0.0.5:80, dump.pcap, k8s://pod/NAME:80"}) {}

std::vector<cli::FlagGroup> RawInputs::options() {
  capture::LiveOptions& live = common_.live;
  capture::ConnectionOptions& connection = common_.flows.connection;
  return {
      {"Capture (--input-raw)",
       {
           {"input-raw-engine", "NAME",
            cli::choice(&engine_, {"libpcap", "raw_socket", "af_packet", "pcap_file", "vxlan"}),
            "libpcap (aliases raw_socket, af_packet), pcap_file or vxlan"},
           {"input-raw-protocol", "NAME", cli::choice(&protocol_, {"http", "binary"}),
            "http, or binary: any protocol in which the ends take turns"},
           {"input-raw-track-response", "", &live.track_responses, "also capture responses"},
           {"input-raw-realip-header", "NAME", &connection.realip_header,
            "set this request header to the client's address"},
           {"input-raw-expire", "DURATION", &common_.flows.expire, "drop a message with a lost packet after this time"},
           {"input-raw-allow-incomplete", "", &connection.allow_incomplete,
            "pass on such a message instead of dropping it"},
           {"input-raw-bpf-filter", "EXPR", &live.filter, "a filter (pcap-filter(7)) instead of gor's own"},
           {"input-raw-timestamp-type", "NAME", &live.timestamp_type,
            "source of packet times, e.g. PCAP_TSTAMP_HOST; go: when they are read"},
           {"input-raw-override-snaplen", "", &overrides_snaplen_,
            "without effect: packets are always captured completely"},
           {"input-raw-buffer-size", "SIZE", cli::size(&live.buffer_bytes, 1), "total size of the kernel's buffers"},
           {"input-raw-buffer-timeout", "DURATION", &live.buffer_timeout,
            "how long the kernel may collect packets (default 2ms); 0: not at all"},
           {"input-raw-promisc", "", &live.promiscuous, "promiscuous mode"},
           {"input-raw-monitor", "", &live.monitor, "RF monitor mode"},
           {"input-raw-stats", "", &live.stats, "print capture statistics"},
           {"input-raw-priority", "N", cli::number(&live.priority, -20, 19),
            "nice value of the capture thread, if permitted; 0: unchanged"},
           {"input-raw-threads", "N", cli::number(&threads_, 1, kMostThreads),
            "threads that share the connections on the interfaces"},
           {"input-raw-ignore-interface", "NAME", &live.ignored_interfaces, "skip an interface"},
           {"input-raw-vxlan-port", "N", cli::number(&vxlan_port_, 1, 65535), "UDP port of the engine vxlan"},
           {"input-raw-vxlan-vni", "N", &networks_, "capture only this virtual network; -N: all but this one"},
           {"input-raw-vlan", "", &live.vlan, "also capture 802.1Q-tagged frames"},
           {"input-raw-vlan-vid", "N", {&common_.decode.vlan_ids, 4094}, "capture only this VLAN"},
       }}};
}

void RawInputs::check(const cli::Settings&) {
  const auto engine = engine_ == "pcap_file" ? capture::Engine::pcap_file
                      : engine_ == "vxlan"   ? capture::Engine::vxlan
                                             : capture::Engine::libpcap;
  common_.decode.networks = capture::VniFilter(networks_);
  for (const cli::Spec& spec : specs()) {
    captures_.push_back(kubernetes::selects_pods(spec.value) ? select_pods(spec.value, engine)
                                                             : capture::parse_capture_address(spec.value, engine));
  }
  if (engine == capture::Engine::vxlan) check_vxlan();
  if (threads_ > 1 && !captures_.empty() && std::none_of(captures_.begin(), captures_.end(), captures_interfaces)) {
    throw UsageError("--input-raw-threads: only captures on interfaces have several threads");
  }
  if (protocol_ != "binary") return;
  capture::ConnectionOptions& connection = common_.flows.connection;
  if (!connection.realip_header.empty()) throw UsageError("--input-raw-realip-header: binary messages have no headers");
  connection.protocol = capture::ProtocolKind::binary;
}

capture::CaptureAddress RawInputs::select_pods(const std::string& value, capture::Engine engine) {
  if (engine != capture::Engine::libpcap) {
    throw UsageError(fmt::format("--input-raw {}: --input-raw-engine {} captures no pods", value, engine_));
  }
  const capture::LiveOptions& live = common_.live;
  const std::string_view for_interfaces = live.promiscuous ? "--input-raw-promisc"
                                          : live.monitor   ? "--input-raw-monitor"
                                          : live.vlan      ? "--input-raw-vlan"
                                                           : "";
  if (!for_interfaces.empty()) {
    throw UsageError(fmt::format("{}: pods ({}) are captured by their addresses alone", for_interfaces, value));
  }
  kubernetes::Selection selection = kubernetes::parse_selection(value);
  capture::CaptureAddress address;
  address.ports = selection.ports;
  selections_[captures_.size()] = std::move(selection);
  return address;
}

void RawInputs::check_vxlan() const {
  const auto is_vxlan = [](const auto& address) { return address.engine == capture::Engine::vxlan; };
  if (std::count_if(captures_.begin(), captures_.end(), is_vxlan) > 1) {
    throw UsageError(
        "--input-raw-engine vxlan: only one --input-raw can have the UDP port; give all ports in it, as in :80,81");
  }
  const capture::LiveOptions& live = common_.live;
  if (!live.filter.empty()) {
    throw UsageError(
        "--input-raw-bpf-filter: the engine vxlan has no such filter; use --input-raw and --input-raw-vxlan-vni");
  }
  const std::string_view for_interfaces = live.promiscuous                   ? "--input-raw-promisc"
                                          : live.monitor                     ? "--input-raw-monitor"
                                          : !live.ignored_interfaces.empty() ? "--input-raw-ignore-interface"
                                                                             : "";
  if (!for_interfaces.empty()) {
    throw UsageError(fmt::format("{}: the engine vxlan does not capture on interfaces", for_interfaces));
  }
  if (!live.timestamp_type.empty() && live.timestamp_type != "go") {
    throw UsageError(fmt::format("--input-raw-timestamp-type {}: the engine vxlan has go", live.timestamp_type));
  }
}

std::string_view RawInputs::flag_for_responses() const {
  return common_.live.track_responses ? "" : "--input-raw-track-response";
}

/// Interfaces that appear later are opened too.
std::vector<int> RawInputs::capabilities() const {
  std::vector<int> needed;
  for (const capture::CaptureAddress& address : captures_) {
    if (!address.file.empty()) continue;
    needed.push_back(CAP_SYS_NICE);
    if (address.engine == capture::Engine::vxlan) continue;
    needed.push_back(CAP_NET_RAW);
    if (common_.live.promiscuous || common_.live.monitor) needed.push_back(CAP_NET_ADMIN);
  }
  return needed;
}

RawInputOptions RawInputs::options_of(std::size_t index, const Context& context) const {
  const capture::CaptureAddress& address = captures_[index];
  RawInputOptions options = common_;
  options.file = address.file;
  if (address.engine == capture::Engine::vxlan) {
    options.vxlan_port = vxlan_port_;
    if (const auto service = net::IpAddress::parse(address.interface)) {
      options.flows.connection.addresses = std::make_shared<capture::ServiceAddresses>(std::vector{*service});
    }
  }
  options.live.interface = address.interface;
  options.live.ports = address.ports;
  options.live.vlan = options.live.vlan || !options.decode.vlan_ids.empty();
  options.flows.memory = context.memory;
  options.flows.connection.ports = address.ports;
  options.flows.connection.track_responses = options.live.track_responses;
  options.flows.connection.message_limit = context.settings.copy_buffer_bytes;
  return options;
}

InputKind::Inputs RawInputs::make(std::size_t index, const Context& context, StationMetrics& station) {
  const RawInputOptions common = options_of(index, context);
  const std::size_t threads = captures_interfaces(captures_[index]) ? threads_ : 1;
  const auto rings = threads > 1 ? std::make_shared<capture::SharedRings>(threads) : nullptr;
  std::vector<std::shared_ptr<capture::ServiceAddresses>> pods;
  if (const auto selection = selections_.find(index); selection != selections_.end()) {
    pods = kubernetes::follow_pods(specs()[index].value, selection->second, threads, station, context.own_connections);
  }
  Inputs inputs;
  for (std::size_t i = 0; i < threads; ++i) {
    RawInputOptions options = common;
    options.live.rings = rings;
    options.live.thread = i;
    if (!pods.empty()) options.flows.connection.addresses = options.live.addresses = pods[i];
    // All do the same with the same interfaces.
    if (i > 0) options.live.tell = [](log::Level, std::string_view) {};
    inputs.push_back(make_raw_input(std::move(options), station, &context.own_connections));
  }
  return inputs;
}

}  // namespace gor::endpoint
