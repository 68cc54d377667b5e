// SPDX-License-Identifier: Apache-2.0
// Runs getaddrinfo on detached threads, which share the cache with the resolver and may outlive it.
#include "net/resolver.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include <netdb.h>

namespace gor::net {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kKeep = std::chrono::seconds(1);

std::vector<IpAddress> ask_system(const std::string& host, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  std::vector<IpAddress> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    const auto address = IpAddress::of(entry->ai_addr);
    const bool is_new = address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end();
    if (is_new) addresses.push_back(*address);
  }
  freeaddrinfo(found);
  return addresses;
}

}  // namespace

struct Resolver::State {
  struct Entry {
    bool pending = false;
    Clock::time_point until{};
    std::vector<IpAddress> addresses;
  };
  std::mutex mutex;
  std::map<std::string, Entry> cache;
  std::function<void()> wake;  // empty once the resolver is gone
};

Resolver::Resolver(std::function<void()> wake) : state_(std::make_shared<State>()) {
  state_->wake = std::move(wake);
}

Resolver::~Resolver() {
  std::lock_guard lock(state_->mutex);
  state_->wake = nullptr;
}

Resolver::Answer Resolver::lookup(const std::string& host) {
  if (auto literal = ask_system(host, AI_NUMERICHOST); !literal.empty()) return {true, std::move(literal)};
  std::lock_guard lock(state_->mutex);
  auto& entry = state_->cache[host];
  if (entry.pending) return {};
  if (Clock::now() < entry.until) return {true, entry.addresses};
  try {
    std::thread([state = state_, host] {
      auto addresses = ask_system(host, 0);
      std::lock_guard done(state->mutex);
      state->cache[host] = {false, Clock::now() + kKeep, std::move(addresses)};
      if (state->wake) state->wake();
    }).detach();
    entry.pending = true;
  } catch (const std::system_error&) {
    return {true, {}};  // no thread available: fails this once, as for an unknown name
  }
  return {};
}

}  // namespace gor::net
