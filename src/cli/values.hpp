// SPDX-License-Identifier: Apache-2.0
// Values as the command line writes them (docs/command-line.md). The parse functions return nothing for malformed text;
// the caller names the flag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/settings.hpp"

namespace gor::cli {

/// Go's form: "300ms", "1.5h", "2h45m"; "0" needs no unit. Never negative.
std::optional<Duration> parse_duration(std::string_view text);
/// "300ms", "2s", "1m30s".
std::string format_duration(Duration duration);

/// Bytes, or with k, m, g, t (optionally followed by b) in any case, in units of 1024; "0x" and '_' between digits as
/// in Go.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// "100kb", "5mb", else plain bytes.
std::string format_size(std::uint64_t bytes);

/// Go's boolean values: true, false, 1, 0, t, f and the capital forms.
std::optional<bool> parse_switch(std::string_view text);

/// Separates "|N" or "|N%" from the end. Empty if anything else follows a '|'.
std::optional<Spec> parse_spec(std::string_view text);

}  // namespace gor::cli
