// SPDX-License-Identifier: Apache-2.0
// Name resolution that never blocks on a dead name server: each lookup runs on a detached thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/endpoint.hpp"

namespace gor::net {

/// At most one lookup per host at a time. Answers are cached for a second, so that many connections cost one lookup and
/// a reconnect still sees a changed name. One thread calls it.
class Resolver {
 public:
  struct Answer {
    bool known = false;                ///< false: the lookup is running
    std::vector<IpAddress> addresses;  ///< empty: the name has none
  };

  /// `wake` is called on another thread when a lookup has ended; never after the resolver is destroyed.
  explicit Resolver(std::function<void()> wake);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Returns the cached answer, or starts a lookup. IP addresses are answered at once. Never blocks.
  Answer lookup(const std::string& host);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gor::net
