// SPDX-License-Identifier: Apache-2.0
// The filters of a live capture's devices, from its options and the interfaces of this host.
#pragma once

#include <string>
#include <vector>

#include "capture/interfaces.hpp"
#include "capture/live.hpp"

namespace gor::capture {

/// For a device that is this interface.
std::string filter_for(const LiveOptions& options, const Interface& interface);

/// For the `any` device: `wanted` are the selected ones of all interfaces.
std::string filter_for_any(const LiveOptions& options, const std::vector<Interface>& all,
                           const std::vector<Interface>& wanted);

/// For the `any` device and LiveOptions::addresses. Empty if no interface leads to one of them.
std::string filter_for_addresses(const LiveOptions& options, const std::vector<Interface>& all);

}  // namespace gor::capture
