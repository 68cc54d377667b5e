// SPDX-License-Identifier: Apache-2.0
// Parses the value of --input-raw.
#include "capture/address.hpp"

#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "net/address.hpp"
#include "net/endpoint.hpp"

namespace gor::capture {
namespace {

constexpr std::string_view kAccepted = "accepted are :80, :80,81, eth0:80, 127.0.0.1:80, [::1]:80 and FILE.pcap";

[[noreturn]] void refuse(std::string_view value, std::string_view why) {
  throw UsageError(fmt::format("--input-raw {}: {}", value, why));
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos && net::IpAddress::parse(text);
}

bool is_port_list(std::string_view text) {
  return text.find_first_not_of("0123456789,") == std::string_view::npos;
}

std::vector<std::uint16_t> parse_ports(std::string_view value, std::string_view text) {
  try {
    return net::parse_ports(text);
  } catch (const std::invalid_argument& error) {
    refuse(value, fmt::format("{}; {}", error.what(), kAccepted));
  }
}

bool names_capture_file(std::string_view text) {
  return text == "-" || text.ends_with(".pcap") || text.ends_with(".pcapng");
}

/// A file, optionally followed by a colon and ports. Empty if the value names no file.
std::optional<CaptureAddress> parse_file(std::string_view value, Engine engine) {
  const std::size_t colon = value.rfind(':');
  const bool has_ports = colon != std::string_view::npos && is_port_list(value.substr(colon + 1));
  const std::string_view path = has_ports ? value.substr(0, colon) : value;
  if (engine != Engine::pcap_file && !names_capture_file(path)) return std::nullopt;
  if (path.empty()) refuse(value, "the name of the capture file is missing");
  CaptureAddress address;
  address.engine = Engine::pcap_file;
  address.file = path;
  if (has_ports) address.ports = parse_ports(value, value.substr(colon + 1));
  return address;
}

struct HostAndPorts {
  std::string_view host;
  std::string_view ports;
};

HostAndPorts split(std::string_view value) {
  if (value.starts_with('[')) {
    const std::size_t bracket = value.find(']');
    const std::string_view rest = bracket == std::string_view::npos ? "" : value.substr(bracket + 1);
    const bool is_sound = bracket != std::string_view::npos && (rest.empty() || rest.front() == ':') &&
                          is_ipv6(value.substr(1, bracket - 1));
    if (!is_sound) refuse(value, fmt::format("not an IPv6 address and a port; {}", kAccepted));
    return {value.substr(1, bracket - 1), rest.empty() ? rest : rest.substr(1)};
  }
  const std::size_t colon = value.rfind(':');
  if (colon == std::string_view::npos) return {value, {}};
  if (value.find(':') == colon) return {value.substr(0, colon), value.substr(colon + 1)};
  if (is_ipv6(value)) return {value, {}};
  refuse(value, fmt::format("an IPv6 address stands in brackets; {}", kAccepted));
}

}  // namespace

CaptureAddress parse_capture_address(std::string_view value, Engine engine) {
  if (value.empty()) refuse("\"\"", fmt::format("the address is empty; {}", kAccepted));
  if (auto file = parse_file(value, engine)) return *file;
  if (is_port_list(value)) refuse(value, fmt::format("a port alone is not an address, write :{}", value));
  const HostAndPorts parts = split(value);
  CaptureAddress address;
  address.engine = engine;
  address.ports = parse_ports(value, parts.ports);
  if (parts.host == "localhost") {
    address.interface = "127.0.0.1";
  } else if (parts.host != "0.0.0.0" && parts.host != "::" && parts.host != "any") {
    address.interface = parts.host;
  }
  const bool is_name = !address.interface.empty() && !net::IpAddress::parse(address.interface);
  if (engine == Engine::vxlan && is_name) {
    refuse(value, "the engine vxlan takes :80 or the address of a mirrored service, 10.0.0.5:80, but no name");
  }
  return address;
}

}  // namespace gor::capture
