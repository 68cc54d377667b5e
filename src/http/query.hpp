// SPDX-License-Identifier: Apache-2.0
// The parameters of a request target's query, located without decoding.
#pragma once

#include <optional>
#include <string_view>

namespace gor::http {

/// Views into the query. A name without '=' has no value; "name=" has an empty one.
struct Param {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// What follows the '?'.
std::string_view query_of(std::string_view target) noexcept;
/// Removes the next parameter from the front of a query, or of a form; empty at its end.
std::optional<Param> next_param(std::string_view& params) noexcept;
/// The value of the first parameter of that name that has one.
std::optional<std::string_view> find_param(std::string_view target, std::string_view name) noexcept;

}  // namespace gor::http
