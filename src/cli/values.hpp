// SPDX-License-Identifier: Apache-2.0
// How values are written on the command line, both ways (docs/command-line.md). The parse functions answer nothing for
// what is not written so; the caller knows the flag to name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/settings.hpp"

namespace gor::cli {

/// As Go writes them: "300ms", "1.5h", "2h45m"; "0" needs no unit. Not negative.
std::optional<Duration> parse_duration(std::string_view text);
/// "300ms", "2s", "1m30s".
std::string format_duration(Duration duration);

/// Bytes, or with k, m, g, t (and b after it) in any case, by 1024; "0x" and '_' between digits as Go has them.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// "100kb", "5mb", else bytes.
std::string format_size(std::uint64_t bytes);

/// What Go takes for a boolean: true, false, 1, 0, t, f and the capital forms.
std::optional<bool> parse_switch(std::string_view text);

/// Takes "|N" or "|N%" off the end. Nothing if there is a '|' with something else after it.
std::optional<Spec> parse_spec(std::string_view text);

}  // namespace gor::cli
