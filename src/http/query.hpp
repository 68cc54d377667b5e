// SPDX-License-Identifier: Apache-2.0
// The query of a request target, taken apart where it stands: nothing is decoded.
#pragma once

#include <optional>
#include <string_view>

namespace gor::http {

/// The value of the first parameter `name=value`; a name without '=' has none, an empty value is one. A view into
/// `target`.
std::optional<std::string_view> find_param(std::string_view target, std::string_view name) noexcept;

}  // namespace gor::http
