// SPDX-License-Identifier: Apache-2.0
#include "capture/service_addresses.hpp"

#include <algorithm>
#include <utility>

namespace gor::capture {

ServiceAddresses::ServiceAddresses(std::vector<net::IpAddress> addresses) {
  set(std::move(addresses));
  update(Clock::now());
}

void ServiceAddresses::set(std::vector<net::IpAddress> addresses) {
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  {
    const std::lock_guard lock(mutex_);
    latest_ = std::move(addresses);
  }
  changed_.set();
}

void ServiceAddresses::update(Clock::time_point now) {
  changed_.clear();
  std::vector<Known> known;
  const std::lock_guard lock(mutex_);
  for (const net::IpAddress& address : latest_) known.push_back({address, Clock::time_point::max()});
  for (Known& old : known_) {
    if (std::binary_search(latest_.begin(), latest_.end(), old.address)) continue;
    old.until = std::min(old.until, now + kLinger);
    if (old.until > now) known.push_back(old);
  }
  std::sort(known.begin(), known.end(), [](const Known& a, const Known& b) { return a.address < b.address; });
  known_ = std::move(known);
}

std::vector<net::IpAddress> ServiceAddresses::list() const {
  std::vector<net::IpAddress> addresses;
  addresses.reserve(known_.size());
  for (const Known& known : known_) addresses.push_back(known.address);
  return addresses;
}

bool ServiceAddresses::has(const net::IpAddress& address) const noexcept {
  const auto at = std::lower_bound(known_.begin(), known_.end(), address,
                                   [](const Known& known, const net::IpAddress& one) { return known.address < one; });
  return at != known_.end() && at->address == address;
}

}  // namespace gor::capture
