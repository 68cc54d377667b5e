// SPDX-License-Identifier: Apache-2.0
// The FNV-1a hash, 32 bits: equal in every run and in every program that uses it.
#pragma once

#include <cstdint>
#include <string_view>

namespace gor {

constexpr std::uint32_t fnv1a(std::string_view bytes) noexcept {
  std::uint32_t hash = 2166136261U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace gor
