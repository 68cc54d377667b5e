// SPDX-License-Identifier: Apache-2.0
// The page that shows a run: dashboard.html, compiled in.
#pragma once

#include <string_view>

namespace gor::admin {

/// Needs nothing but /api/history and /api/events.
extern const std::string_view kDashboard;

}  // namespace gor::admin
