// SPDX-License-Identifier: Apache-2.0
// The bytes of a message: written once by a PayloadBuilder, then shared and never changed.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace gor {

/// Immutable bytes with shared ownership. Copying adds an owner and never copies the bytes.
/// Copies may live on different threads; a view is valid while any owner lives.
class Payload {
 public:
  Payload() noexcept = default;
  /// One allocation, one copy.
  explicit Payload(std::string_view bytes);
  Payload(const Payload& other) noexcept : block_(other.block_) { share(); }
  Payload(Payload&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Payload& operator=(Payload other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Payload() { release(); }

  std::string_view view() const noexcept;
  std::size_t size() const noexcept { return view().size(); }
  bool empty() const noexcept { return view().empty(); }

 private:
  friend class PayloadBuilder;
  struct Block;
  explicit Payload(Block* block) noexcept : block_(block) {}
  void share() const noexcept;
  void release() noexcept;

  Block* block_ = nullptr;
};

/// A growing buffer, for the one station that makes a message. Grows by realloc, so that large payloads are remapped
/// rather than copied. Throws std::bad_alloc; not thread-safe.
class PayloadBuilder {
 public:
  PayloadBuilder() noexcept = default;
  PayloadBuilder(PayloadBuilder&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}
  PayloadBuilder& operator=(PayloadBuilder&& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  PayloadBuilder(const PayloadBuilder&) = delete;
  PayloadBuilder& operator=(const PayloadBuilder&) = delete;
  ~PayloadBuilder();

  /// Makes room for `bytes` in total.
  void reserve(std::size_t bytes);
  /// `bytes` must not point into this builder. The first append reserves exactly what it needs; later ones grow the
  /// buffer by half.
  void append(std::string_view bytes);
  /// Appends room for `bytes` and returns its address; the content is indeterminate until written.
  char* extend(std::size_t bytes);
  /// Keeps the first `bytes`, at most size().
  void truncate(std::size_t bytes) noexcept;
  /// Discards the content and frees the memory.
  void clear() noexcept;

  std::string_view view() const noexcept;
  std::size_t size() const noexcept { return view().size(); }
  bool empty() const noexcept { return view().empty(); }
  /// Allocated bytes, for memory limits.
  std::size_t capacity() const noexcept { return capacity_; }

  /// Returns the bytes as a payload and leaves the builder empty.
  Payload finish() noexcept;

 private:
  Payload::Block* block_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace gor
