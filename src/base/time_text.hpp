// SPDX-License-Identifier: Apache-2.0
// Points in time in the forms that people and other programs write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// "2026-11-25T09:00:00.123456789Z", in UTC. The fraction has no trailing zeros; for a complete second there is no
/// fraction.
std::string format_time(Timestamp time);

/// RFC 3339 and ISO 8601: "2026-11-25T09:00:00.5+01:00", also with a space for the T, without seconds, or without the
/// time of day; local time if there is no zone. Also seconds since 1970, with an optional fraction, or nanoseconds
/// (more than 12 digits). Empty for anything else.
std::optional<Timestamp> parse_time(std::string_view text);

/// The times of access logs: "10/Oct/2000:13:55:36 -0700" or "2000-10-10T13:55:36-07:00", with an optional fraction.
std::optional<Timestamp> parse_log_time(std::string_view text);

}  // namespace gor
