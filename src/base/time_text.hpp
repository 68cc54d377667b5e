// SPDX-License-Identifier: Apache-2.0
// Points in time as people and other programs write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// "2026-11-25T09:00:00.123456789Z": as many digits behind the point as it takes, none for a whole second; UTC.
std::string format_time(Timestamp time);

/// As RFC 3339 and ISO 8601 have it: "2026-11-25T09:00:00.5+01:00", with a space for the T, without seconds, without
/// the time of day; local time where no zone is said. Or seconds since 1970, with a fraction perhaps, or nanoseconds
/// (more than 12 digits). Nothing for anything else.
std::optional<Timestamp> parse_time(std::string_view text);

/// "10/Oct/2000:13:55:36 -0700", with a fraction perhaps, or "2000-10-10T13:55:36-07:00": as access logs have it.
std::optional<Timestamp> parse_log_time(std::string_view text);

}  // namespace gor
