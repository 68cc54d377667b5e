// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/selection.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "net/address.hpp"

namespace gor::kubernetes {
namespace {

constexpr std::string_view kScheme = "k8s://";
constexpr std::array<std::string_view, 5> kKinds{"pod", "deployment", "daemonset", "labelSelector", "fieldSelector"};

[[noreturn]] void refuse(std::string_view value, std::string_view why) {
  throw UsageError(fmt::format(
      "--input-raw {}: {}; accepted is k8s://[NAMESPACE/](pod|deployment|daemonset|labelSelector|fieldSelector)/"
      "NAME:PORT",
      value, why));
}

bool is_kind(std::string_view word) {
  return std::find(kKinds.begin(), kKinds.end(), word) != kKinds.end();
}

/// A label of DNS (RFC 1123), or several that dots separate.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_small_letter(c) || is_digit(c) || c == '-' || c == '.';
  });
}

std::vector<std::uint16_t> parse_ports(std::string_view value, std::string_view text) {
  try {
    return net::parse_ports(text);
  } catch (const std::invalid_argument& error) {
    refuse(value, error.what());
  }
}

}  // namespace

bool selects_pods(std::string_view value) {
  return value.starts_with(kScheme);
}

Selection parse_selection(std::string_view value) {
  Selection selection;
  std::string_view rest = value.substr(kScheme.size());
  std::string_view kind = take_part(rest, '/');
  if (!is_kind(kind)) {
    if (!is_name(kind)) refuse(value, fmt::format("\"{}\" is neither a namespace nor a kind", kind));
    selection.name_space = kind;
    kind = take_part(rest, '/');
  }
  if (!is_kind(kind)) refuse(value, fmt::format("\"{}\" is not a kind", kind));
  // Labels contain slashes, but neither they nor names contain colons.
  const std::size_t colon = rest.rfind(':');
  const std::string name(rest.substr(0, colon));
  if (colon != std::string_view::npos) selection.ports = parse_ports(value, rest.substr(colon + 1));
  if (name.empty()) refuse(value, "the name is missing");
  if (kind == "labelSelector") {
    selection.labels = name;
  } else if (kind == "fieldSelector") {
    selection.fields = name;
  } else if (!is_name(name)) {
    refuse(value, fmt::format("\"{}\" is not a name", name));
  } else if (kind == "pod") {
    selection.fields = "metadata.name=" + name;
  } else {
    selection.workload_kind = kind == "deployment" ? "Deployment" : "DaemonSet";
    selection.workload = name;
  }
  return selection;
}

}  // namespace gor::kubernetes
