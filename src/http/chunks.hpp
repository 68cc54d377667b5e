// SPDX-License-Identifier: Apache-2.0
// The chunks of a body (RFC 9112 section 7.1), located without copying.
#pragma once

#include <optional>
#include <string_view>

namespace gor::http {

/// Walks a body from its first chunk to its trailers.
class Chunks {
 public:
  explicit Chunks(std::string_view body) noexcept : rest_(body) {}

  /// The data of the next chunk; empty after the last one, and where the body is damaged or cut off.
  std::optional<std::string_view> next() noexcept;

  /// What follows the chunks that next() has returned: an incomplete chunk, the last one, or damage.
  std::string_view rest() const noexcept { return rest_; }
  /// After the last chunk: its line and the trailers, to be read with Fields. Empty before, and where the body is
  /// damaged.
  std::string_view trailers() const noexcept { return trailers_; }
  /// Whether the trailers are complete and nothing follows them.
  bool is_complete() const noexcept { return complete_; }
  bool has_extensions() const noexcept { return has_extensions_; }

 private:
  std::string_view rest_;
  std::string_view trailers_;
  bool is_over_ = false;
  bool complete_ = false;
  bool has_extensions_ = false;
};

}  // namespace gor::http
