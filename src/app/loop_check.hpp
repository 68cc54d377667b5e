// SPDX-License-Identifier: Apache-2.0
// The check for outputs that replay to a captured address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "capture/address.hpp"
#include "net/url.hpp"

namespace gor::app {

/// A warning for each URL that is a captured address of this host. gor's own connections are not captured, so there is
/// no loop, but the server gets its traffic twice. Names other than localhost are not looked up. `output`: the name of
/// the flag with the URLs.
std::vector<std::string> replay_loops(const std::vector<capture::CaptureAddress>& captures, std::string_view output,
                                      const std::vector<net::Url>& urls);

}  // namespace gor::app
