// SPDX-License-Identifier: Apache-2.0
// The bytes of one protocol layer during decoding. Check every read with has() first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gor::capture {

/// The captured bytes of a layer, and its length on the wire; the snap length may have cut it off.
class Slice {
 public:
  Slice(std::string_view captured, std::size_t wire_size) noexcept
      : captured_(captured), wire_size_(std::max(wire_size, captured.size())) {}

  bool has(std::size_t bytes) const noexcept { return captured_.size() >= bytes; }
  std::string_view captured() const noexcept { return captured_; }
  std::size_t wire_size() const noexcept { return wire_size_; }
  std::size_t missing() const noexcept { return wire_size_ - captured_.size(); }

  const std::uint8_t* at(std::size_t offset) const noexcept {
    return reinterpret_cast<const std::uint8_t*>(captured_.data()) + offset;
  }
  std::uint8_t u8(std::size_t offset) const noexcept { return *at(offset); }
  std::uint16_t u16(std::size_t offset) const noexcept {
    return static_cast<std::uint16_t>(u8(offset) << 8 | u8(offset + 1));
  }
  std::uint32_t u32(std::size_t offset) const noexcept {
    return static_cast<std::uint32_t>(u16(offset)) << 16 | u16(offset + 2);
  }

  /// The bytes after the first `bytes`, which must exist.
  Slice after(std::size_t bytes) const noexcept { return {captured_.substr(bytes), wire_size_ - bytes}; }
  /// Applies the length in the layer's own header: drops padding, or records that bytes are missing.
  Slice sized(std::size_t size) const noexcept { return {captured_.substr(0, size), size}; }

 private:
  std::string_view captured_;
  std::size_t wire_size_;
};

}  // namespace gor::capture
