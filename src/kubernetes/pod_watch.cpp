// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/pod_watch.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "capture/interfaces.hpp"
#include "kubernetes/api.hpp"
#include "kubernetes/pods.hpp"
#include "net/backoff.hpp"
#include "net/url.hpp"

namespace gor::kubernetes {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

// A server that ends each watch at once is not asked more often.
constexpr seconds kLeastPause{1};
constexpr seconds kMostPause{30};

std::string text_of(const std::vector<net::IpAddress>& addresses) {
  std::string text;
  for (const net::IpAddress& address : addresses) text += (text.empty() ? "" : ", ") + address.text();
  return text;
}

class PodWatch {
 public:
  PodWatch(const std::string& value, Selection selection, std::size_t threads, StationMetrics& station,
           net::OwnConnections& own);
  ~PodWatch();
  PodWatch(const PodWatch&) = delete;
  PodWatch& operator=(const PodWatch&) = delete;

  capture::ServiceAddresses& addresses(std::size_t thread) noexcept { return addresses_[thread]; }

 private:
  void run();
  void list();
  void watch();
  void take(PodEvent event);
  bool is_meant(const Pod& pod, const std::vector<capture::Interface>& interfaces) const;
  void add(Pod pod);
  void remove(const std::string& uid);
  void publish();
  void note_answer();
  void note_failure(std::string_view why);
  void wait_until(Clock::time_point time);
  void renew();

  const std::string value_;
  const Selection selection_;
  const std::string node_ = environment("NODE_NAME");
  net::OwnConnections& own_;
  Gauge& pod_count_;
  Gauge& is_up_;
  std::deque<capture::ServiceAddresses> addresses_;  // a copy for each thread of the capture
  std::map<std::string, Pod> pods_;                  // by their uid
  std::string version_;                              // empty: list first
  std::unique_ptr<Api> api_;
  net::Backoff backoff_{kLeastPause, kMostPause};
  bool is_away_ = false;
  std::atomic<bool> is_stopping_ = false;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::thread thread_;
};

PodWatch::PodWatch(const std::string& value, Selection selection, std::size_t threads, StationMetrics& station,
                   net::OwnConnections& own)
    : value_(value),
      selection_(std::move(selection)),
      own_(own),
      pod_count_(station.gauge(metrics::kPods)),
      is_up_(station.gauge(metrics::kKubernetesAnswers)),
      addresses_(threads) {
  renew();
  try {
    list();
    if (pods_.empty()) log::info("input-raw: {}: no such pod on this node yet", value_);
  } catch (const ApiError& error) {
    if (error.is_refusal()) {
      throw StartError(fmt::format("--input-raw {}: the Kubernetes API at {}: {}{}", value_, api_->server().authority,
                                   log::printable(error.what()),
                                   error.status() == 403 ? "; gor needs the verbs list and watch on pods" : ""));
    }
    note_failure(error.what());
  }
  thread_ = std::thread([this] { run(); });
}

PodWatch::~PodWatch() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

// Certificates and the server may change, so that each failure reads them again.
void PodWatch::renew() {
  api_ = std::make_unique<Api>(selection_, node_, own_, [this] { return is_stopping_.load(); });
}

void PodWatch::run() {
  while (!is_stopping_) {
    const auto begin = Clock::now();
    try {
      if (is_away_) renew();
      if (version_.empty()) list();
      watch();
    } catch (const std::runtime_error& error) {
      const auto* const of_api = dynamic_cast<const ApiError*>(&error);
      if (of_api != nullptr && of_api->is_too_old()) {
        version_.clear();
      } else if (!is_stopping_) {
        note_failure(error.what());
      }
    }
    wait_until(std::max(is_away_ ? backoff_.until() : begin, begin + kLeastPause));
  }
}

void PodWatch::list() {
  auto listed = api_->list();
  note_answer();
  const auto interfaces = capture::list_interfaces();
  std::erase_if(listed.pods, [&](const Pod& pod) { return !is_meant(pod, interfaces); });
  std::vector<std::string> gone;
  for (const auto& known : pods_) {
    const bool is_listed =
        std::any_of(listed.pods.begin(), listed.pods.end(), [&](const Pod& pod) { return pod.uid == known.first; });
    if (!is_listed) gone.push_back(known.first);
  }
  for (const std::string& uid : gone) remove(uid);
  for (Pod& pod : listed.pods) add(std::move(pod));
  version_ = std::move(listed.version);
  publish();
}

void PodWatch::watch() {
  api_->watch(version_, [this](PodEvent event) { take(std::move(event)); });
}

void PodWatch::take(PodEvent event) {
  if (!event.version.empty()) version_ = std::move(event.version);
  if (event.kind == PodEvent::Kind::bookmark) return;
  if (event.kind == PodEvent::Kind::changed && is_meant(event.pod, capture::list_interfaces())) {
    add(std::move(event.pod));
  } else {
    remove(event.pod.uid);
  }
  publish();
}

bool PodWatch::is_meant(const Pod& pod, const std::vector<capture::Interface>& interfaces) const {
  if (pod.has_ended || pod.addresses.empty() || !pod.is_of(selection_)) return false;
  if (!node_.empty()) return true;  // the API has selected the node
  return pod.node && std::any_of(interfaces.begin(), interfaces.end(), [&](const capture::Interface& interface) {
           return std::find(interface.addresses.begin(), interface.addresses.end(), *pod.node) !=
                  interface.addresses.end();
         });
}

void PodWatch::add(Pod pod) {
  const auto known = pods_.find(pod.uid);
  if (known == pods_.end() || known->second.addresses != pod.addresses) {
    log::info("input-raw: {}: pod {} has come ({})", value_, log::printable(pod.name), text_of(pod.addresses));
  }
  pods_[pod.uid] = std::move(pod);
}

void PodWatch::remove(const std::string& uid) {
  const auto known = pods_.find(uid);
  if (known == pods_.end()) return;
  log::info("input-raw: {}: pod {} has gone", value_, log::printable(known->second.name));
  pods_.erase(known);
}

void PodWatch::publish() {
  std::vector<net::IpAddress> addresses;
  for (const auto& [uid, pod] : pods_) addresses.insert(addresses.end(), pod.addresses.begin(), pod.addresses.end());
  pod_count_.set(static_cast<std::int64_t>(pods_.size()));
  for (capture::ServiceAddresses& copy : addresses_) copy.set(addresses);
}

void PodWatch::note_answer() {
  is_up_.set(1);
  backoff_.answered();
  if (std::exchange(is_away_, false)) log::info("input-raw: {}: the Kubernetes API answers again", value_);
}

void PodWatch::note_failure(std::string_view why) {
  is_up_.set(0);
  version_.clear();
  backoff_.failed(Clock::now());
  if (std::exchange(is_away_, true)) return;
  log::warning("input-raw: {}: the Kubernetes API at {}: {}; the capture continues with the {} known pods", value_,
               api_->server().authority, log::printable(why), pods_.size());
}

void PodWatch::wait_until(Clock::time_point time) {
  std::unique_lock lock(mutex_);
  stopped_.wait_until(lock, time, [this] { return is_stopping_.load(); });
}

}  // namespace

std::vector<std::shared_ptr<capture::ServiceAddresses>> follow_pods(const std::string& value,
                                                                    const Selection& selection, std::size_t threads,
                                                                    StationMetrics& station, net::OwnConnections& own) {
  const auto watch = std::make_shared<PodWatch>(value, selection, threads, station, own);
  std::vector<std::shared_ptr<capture::ServiceAddresses>> addresses;
  for (std::size_t i = 0; i < threads; ++i) addresses.emplace_back(watch, &watch->addresses(i));
  return addresses;
}

}  // namespace gor::kubernetes
