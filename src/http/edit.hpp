// SPDX-License-Identifier: Apache-2.0
// A message without some of its header: one new payload, everything else byte for byte as it was.
#pragma once

#include <string_view>

#include "gor/payload.hpp"

namespace gor::http {

/// Without any field of that name (compared without case).
Payload without_field(std::string_view message, std::string_view name);

}  // namespace gor::http
