// SPDX-License-Identifier: Apache-2.0
// Captures on one or many interfaces, which may come and go.
#include "capture/live.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

#include "base/error.hpp"
#include "base/event.hpp"
#include "base/metric_families.hpp"
#include "capture/filter.hpp"
#include "capture/interfaces.hpp"
#include "capture/live_filters.hpp"
#include "capture/live_handle.hpp"
#include "capture/live_log.hpp"
#include "capture/live_target.hpp"
#include "capture/packet_counts.hpp"
#include "capture/shared_rings.hpp"

namespace gor::capture {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// With more handles, the timers of many rings cost more than the extra header of the single `any` device.
constexpr std::size_t kMostHandles = 16;
constexpr std::size_t kManyHandles = 4;
constexpr std::size_t kSmallestRing = 4 << 20;
constexpr milliseconds kBlockTimeout{2};
constexpr milliseconds kBlockTimeoutOfMany{5};
constexpr seconds kLookInterval{1};
// The kernel reports the address of a new interface a moment after the interface.
constexpr milliseconds kSettleTime{20};
constexpr std::size_t kMostCountedInterfaces = 200;
constexpr std::size_t kFirstHandle = 3;  // in poll_list_

class LiveCapture final : public PacketSource {
 public:
  LiveCapture(LiveOptions options, StationMetrics& station);

  Turn poll(PacketSink& sink, milliseconds timeout) override;
  void wake() override { wake_.set(); }
  bool is_live() const override { return true; }

 private:
  using Handles = std::vector<LiveHandle>;

  void start();
  std::vector<Interface> wanted_interfaces(const std::vector<Interface>& all) const;
  std::vector<LiveTarget> plan(const std::vector<Interface>& all);
  LiveHandle open(const LiveTarget& target, const std::vector<LiveTarget>& all) const;
  void begin_filtering(LiveHandle& handle, const std::string& filter) const;
  void apply_filter(LiveHandle& handle, const std::string& filter) const;

  void look(Clock::time_point now);
  void follow_interfaces();
  void report(Clock::time_point now);
  InterfaceCounts& counts_of(const LiveHandle& handle);
  void count_drops(LiveHandle& handle);
  void forget(Handles::iterator handle, std::string_view why);
  void list_descriptors();
  bool deliver(PacketSink& sink);

  const LiveOptions options_;
  StationMetrics& station_;
  LiveLog log_;
  std::map<std::string, InterfaceCounts> counts_;  // by name
  const bool is_open_ended_;
  std::vector<std::string> names_;  // the selected interfaces, once they are known, unless the selection is open-ended
  Event wake_;
  InterfaceWatch watch_;
  Handles handles_;
  std::vector<LiveTarget> refused_;  // could not be opened, and are not tried again
  std::vector<pollfd> poll_list_;
  bool uses_any_ = false;
  Clock::time_point next_look_ = Clock::now() + kLookInterval;
  Clock::time_point next_report_ = Clock::now() + kLookInterval;
};

LiveCapture::LiveCapture(LiveOptions options, StationMetrics& station)
    : options_(std::move(options)),
      station_(station),
      log_(options_),
      is_open_ended_(is_open_ended(options_.interface)) {
  start();
}

void LiveCapture::start() {
  if (options_.addresses) options_.addresses->update(Clock::now());
  const std::vector<Interface> all = list_interfaces();
  const std::vector<Interface> wanted = choose_interfaces(all, options_.interface, options_.ignored_interfaces);
  if (wanted.empty() && !is_open_ended_) {
    throw StartError(
        fmt::format("--input-raw {}: no such interface or address; there are {}", options_.interface, describe(all)));
  }
  for (const Interface& interface : wanted) names_.push_back(interface.name);
  const std::vector<LiveTarget> targets = plan(all);
  std::vector<std::string> troubles;
  for (const LiveTarget& target : targets) {
    try {
      handles_.push_back(open(target, targets));
    } catch (const StartError& error) {
      troubles.emplace_back(error.what());
      refused_.push_back(target);
    }
  }
  if (handles_.empty() && !troubles.empty()) throw StartError(troubles.front());
  for (const std::string& trouble : troubles) options_.tell(log::Level::warning, trouble);
  if (handles_.empty() && !options_.addresses) log_.tell(log::Level::warning, "no interface yet; waiting for one");
  list_descriptors();
}

std::vector<Interface> LiveCapture::wanted_interfaces(const std::vector<Interface>& all) const {
  if (is_open_ended_) return choose_interfaces(all, options_.interface, options_.ignored_interfaces);
  std::vector<Interface> wanted;
  std::copy_if(all.begin(), all.end(), std::back_inserter(wanted), [&](const Interface& interface) {
    return std::find(names_.begin(), names_.end(), interface.name) != names_.end();
  });
  return wanted;
}

std::vector<LiveTarget> LiveCapture::plan(const std::vector<Interface>& all) {
  // Interfaces of containers come and go all the time: opening each would take time, while rings of others fill up.
  if (options_.addresses) {
    uses_any_ = true;
    const std::string filter = filter_for_addresses(options_, all);
    if (filter.empty()) return {};
    return {{"any", 0, false, filter}};
  }
  const std::vector<Interface> wanted = wanted_interfaces(all);
  uses_any_ = uses_any_ || wanted.size() > kMostHandles;
  if (uses_any_) return {{"any", 0, false, filter_for_any(options_, all, wanted)}};
  std::vector<LiveTarget> targets;
  targets.reserve(wanted.size());
  for (const Interface& interface : wanted) {
    targets.push_back({interface.name, interface.index, interface.is_loopback, filter_for(options_, interface)});
  }
  return targets;
}

LiveHandle LiveCapture::open(const LiveTarget& target, const std::vector<LiveTarget>& all) const {
  std::size_t shares = 0;
  for (const LiveTarget& one : all) shares += one.shares();
  HandleOptions options;
  if (options_.rings) shares *= options_.rings->threads();
  options.ring_bytes = std::max(options_.buffer_bytes / shares * target.shares(),  //
                                std::min(options_.buffer_bytes, kSmallestRing));
  const milliseconds usual = all.size() > kManyHandles ? kBlockTimeoutOfMany : kBlockTimeout;
  options.block_timeout = std::chrono::ceil<milliseconds>(options_.buffer_timeout.value_or(usual));
  options.promiscuous = options_.promiscuous;
  options.monitor = options_.monitor;
  options.is_loopback = target.is_loopback;
  options.timestamp_type = options_.timestamp_type;
  const auto open_one = [&] { return LiveHandle(target.device, target.index, options); };
  const auto begin = [&](LiveHandle& handle) { begin_filtering(handle, target.filter); };
  const auto open_alone = [&] {
    LiveHandle handle = open_one();
    begin(handle);
    return handle;
  };
  LiveHandle handle = options_.rings ? options_.rings->take(options_.thread, target.device, target.index,
                                                            options.block_timeout, open_one, begin)
                                     : open_alone();
  log_.tell(log::Level::info, "capturing on {}: {}", target.device, target.filter);
  return handle;
}

void LiveCapture::begin_filtering(LiveHandle& handle, const std::string& filter) const {
  // libpcap applies its first filter to the first packets again, after the kernel. That one must not depend on
  // addresses that change.
  if (options_.addresses && options_.filter.empty()) {
    apply_filter(handle, make_filter({.ports = options_.ports, .track_responses = options_.track_responses}));
  }
  apply_filter(handle, filter);
}

void LiveCapture::apply_filter(LiveHandle& handle, const std::string& filter) const {
  try {
    handle.set_filter(filter);
  } catch (const std::invalid_argument& error) {
    if (options_.filter.empty()) {
      throw StartError(fmt::format("--input-raw: {}: filter \"{}\": {}", handle.device(), filter, error.what()));
    }
    throw UsageError(fmt::format("--input-raw-bpf-filter \"{}\": {}", filter, error.what()));
  }
}

PacketSource::Turn LiveCapture::poll(PacketSink& sink, milliseconds timeout) {
  log_.let_thread_go_first();
  const auto now = Clock::now();
  if (now >= next_look_) look(now);
  const auto until_look = std::chrono::ceil<milliseconds>(next_look_ - now);
  const auto wait = std::clamp(timeout, milliseconds(0), std::max(until_look, milliseconds(0)));
  const int ready = ::poll(poll_list_.data(), poll_list_.size(), static_cast<int>(wait.count()));
  if (ready <= 0) {
    for (LiveHandle& handle : handles_) count_drops(handle);
    return Turn::idle;
  }
  if (poll_list_[1].revents != 0) {
    watch_.drain();
    next_look_ = std::min(next_look_, Clock::now() + kSettleTime);
  }
  if (poll_list_[0].revents != 0) wake_.clear();
  if (poll_list_[2].revents != 0) next_look_ = now;
  return deliver(sink) ? Turn::packets : Turn::idle;
}

bool LiveCapture::deliver(PacketSink& sink) {
  bool has_delivered = false;
  bool has_lost_one = false;
  for (std::size_t i = handles_.size(); i-- > 0;) {
    if (poll_list_[kFirstHandle + i].revents == 0) continue;
    const int count = handles_[i].deliver(sink, counts_of(handles_[i]).packets);
    if (count < 0) {
      forget(handles_.begin() + static_cast<std::ptrdiff_t>(i), handles_[i].error());
      has_lost_one = true;
    }
    has_delivered = has_delivered || count > 0;
  }
  if (has_lost_one) list_descriptors();
  return has_delivered;
}

void LiveCapture::look(Clock::time_point now) {
  next_look_ = now + kLookInterval;
  if (options_.addresses) options_.addresses->update(now);
  follow_interfaces();
  if (now < next_report_) return;
  next_report_ = now + kLookInterval;
  report(now);
}

void LiveCapture::follow_interfaces() {
  const std::vector<Interface> all = list_interfaces();
  if (all.empty()) return;  // the kernel reported nothing
  const std::vector<LiveTarget> targets = plan(all);
  std::erase_if(refused_, [&](const LiveTarget& known) { return !known.is_among(targets); });
  for (const LiveTarget& target : targets) {
    const auto handle =
        std::find_if(handles_.begin(), handles_.end(), [&](const auto& known) { return target.is(known); });
    if (target.is_among(refused_)) continue;
    try {
      if (handle == handles_.end()) {
        handles_.push_back(open(target, targets));
      } else if (handle->filter() != target.filter) {
        apply_filter(*handle, target.filter);
        log_.tell(log::Level::info, "filter on {} is now {}", target.device, target.filter);
      }
    } catch (const std::runtime_error& error) {
      refused_.push_back(target);
      options_.tell(log::Level::warning, error.what());
    }
  }
  for (std::size_t i = handles_.size(); i-- > 0;) {
    const bool is_meant =
        std::any_of(targets.begin(), targets.end(), [&](const LiveTarget& target) { return target.is(handles_[i]); });
    if (!is_meant) forget(handles_.begin() + static_cast<std::ptrdiff_t>(i), uses_any_ ? "" : "it is gone or down");
  }
  list_descriptors();
}

void LiveCapture::forget(Handles::iterator handle, std::string_view why) {
  if (!why.empty()) {
    log_.tell(log::Level::warning, "no longer capturing on {}: {}; it is taken up again when it is back",
              handle->device(), why);
  }
  count_drops(*handle);
  handles_.erase(handle);
}

void LiveCapture::report(Clock::time_point now) {
  for (LiveHandle& handle : handles_) count_drops(handle);
  std::uint64_t packets = 0;
  std::uint64_t drops = 0;
  for (const auto& [name, counts] : counts_) {
    packets += counts.packets.total();
    drops += counts.kernel_drops.get();
  }
  log_.tell_drops(drops, options_.buffer_bytes);
  if (!handles_.empty() && log_.is_hint_due(now, packets)) {
    log_.tell(log::Level::warning,
              "no packet in {} s with the filter \"{}\" on {}; traffic to an address that no interface has (a VIP, a "
              "container) takes --input-raw-promisc or --input-raw-bpf-filter",
              std::chrono::ceil<seconds>(options_.hint_after).count(), handles_.front().filter(),
              handles_.front().device());
  }
  if (!log_.are_statistics_due(now)) return;
  for (LiveHandle& handle : handles_) {
    const auto statistics = handle.statistics();
    const InterfaceCounts& counts = counts_of(handle);
    log_.tell(log::Level::info, "{}: {} packets received, {} dropped by the kernel, {} by the interface",
              handle.device(), counts.packets.total(), counts.kernel_drops.get(), statistics.dropped_by_interface);
  }
}

/// The names of interfaces are the host's: beyond a number of them, the others share a name.
InterfaceCounts& LiveCapture::counts_of(const LiveHandle& handle) {
  auto known = counts_.find(handle.device());
  if (known != counts_.end()) return known->second;
  const std::string name = counts_.size() < kMostCountedInterfaces ? handle.device() : "other";
  return counts_.try_emplace(name, station_, name).first->second;
}

void LiveCapture::count_drops(LiveHandle& handle) {
  counts_of(handle).kernel_drops.add(handle.take_new_drops());
}

void LiveCapture::list_descriptors() {
  poll_list_.clear();
  poll_list_.push_back({wake_.descriptor(), POLLIN, 0});
  poll_list_.push_back({watch_.descriptor(), POLLIN, 0});
  poll_list_.push_back({options_.addresses ? options_.addresses->descriptor() : -1, POLLIN, 0});
  for (const LiveHandle& handle : handles_) poll_list_.push_back({handle.descriptor(), POLLIN, 0});
}

}  // namespace

std::unique_ptr<PacketSource> open_live_capture(LiveOptions options, StationMetrics& station) {
  return std::make_unique<LiveCapture>(std::move(options), station);
}

}  // namespace gor::capture
