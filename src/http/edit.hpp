// SPDX-License-Identifier: Apache-2.0
// A message with one header changed: one new payload, everything else byte for byte as it was.
#pragma once

#include <string_view>

#include "gor/payload.hpp"

namespace gor::http {

/// Without any field of that name (compared without case).
Payload without_field(std::string_view message, std::string_view name);
/// With the first field of that name set to `value`, in its place and spelling; if there is none, it is put right
/// behind the start line.
Payload with_field(std::string_view message, std::string_view name, std::string_view value);

}  // namespace gor::http
