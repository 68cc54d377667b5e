// SPDX-License-Identifier: Apache-2.0
#include "app/loop_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "capture/interfaces.hpp"

namespace gor::app {
namespace {

bool covers(const capture::CaptureAddress& captured, const std::string& ip, std::uint16_t port) {
  if (captured.engine != capture::Engine::libpcap) return false;
  if (!captured.ports.empty() && !std::binary_search(captured.ports.begin(), captured.ports.end(), port)) return false;
  const auto chosen = capture::choose_interfaces(capture::list_interfaces(), captured.interface, {});
  return std::any_of(chosen.begin(), chosen.end(), [&](const capture::Interface& interface) {
    return std::any_of(interface.addresses.begin(), interface.addresses.end(),
                       [&](const net::IpAddress& address) { return address.text() == ip; });
  });
}

}  // namespace

std::vector<std::string> replay_loops(const std::vector<capture::CaptureAddress>& captures, std::string_view output,
                                      const std::vector<net::Url>& urls) {
  std::vector<std::string> warnings;
  for (const net::Url& url : urls) {
    const std::string ip = url.host == "localhost" ? "127.0.0.1" : url.host;
    if (std::any_of(captures.begin(), captures.end(),
                    [&](const capture::CaptureAddress& captured) { return covers(captured, ip, url.port); })) {
      warnings.push_back(fmt::format("--{} {} is where --input-raw captures: that server gets each request twice",
                                     output, url.authority));
    }
  }
  return warnings;
}

}  // namespace gor::app
