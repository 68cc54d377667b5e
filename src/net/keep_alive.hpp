// SPDX-License-Identifier: Apache-2.0
// Detection of peers that vanish from an idle connection.
#pragma once

#include <chrono>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace gor::net {

/// Probes after `idle`, then every `between`; `probes` without an answer end the connection.
inline void keep_alive(int descriptor, std::chrono::seconds idle, std::chrono::seconds between, int probes) noexcept {
  const auto set = [&](int level, int name, int value) { setsockopt(descriptor, level, name, &value, sizeof value); };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(idle.count()));
  set(IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(between.count()));
  set(IPPROTO_TCP, TCP_KEEPCNT, probes);
}

}  // namespace gor::net
