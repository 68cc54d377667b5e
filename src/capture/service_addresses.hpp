// SPDX-License-Identifier: Apache-2.0
// The addresses of a service, whose instances may come and go.
#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "base/event.hpp"
#include "net/endpoint.hpp"

namespace gor::capture {

/// One thread may set the addresses; the thread of the capture takes them over.
class ServiceAddresses {
 public:
  using Clock = std::chrono::steady_clock;

  /// How long an address is kept after it has left: its last packets may still be on their way through the capture.
  static constexpr std::chrono::seconds kLinger{5};

  ServiceAddresses() = default;
  /// In force at once.
  explicit ServiceAddresses(std::vector<net::IpAddress> addresses);

  /// Replaces the addresses. Any thread.
  void set(std::vector<net::IpAddress> addresses);

  /// Readable once set() has been called, until update().
  int descriptor() const noexcept { return changed_.descriptor(); }
  /// Takes over what was set, and forgets what left long ago. The thread of the capture, as all that follows.
  void update(Clock::time_point now);
  std::vector<net::IpAddress> list() const;
  bool has(const net::IpAddress& address) const noexcept;

 private:
  struct Known {
    net::IpAddress address;
    Clock::time_point until;  // max: it has not left
  };

  const Event changed_;
  std::mutex mutex_;
  std::vector<net::IpAddress> latest_;
  std::vector<Known> known_;  // sorted by address
};

}  // namespace gor::capture
