// SPDX-License-Identifier: Apache-2.0
// The places that recordings are read from: the file system, and stores by the beginning of their names, "s3://".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/event.hpp"

namespace gor {

/// A recording, open for reading. One thread.
class SourceFile {
 public:
  virtual ~SourceFile() = default;
  /// Puts the next bytes at the beginning of `into`; returns their number, 0 at the end. Blocks, until the interrupt of
  /// open_source() is set: then it counts as ended. Throws std::system_error.
  virtual std::size_t read(std::span<char> into) = 0;
  /// Only if is_regular().
  virtual void seek(std::uint64_t offset) = 0;
  /// Whether it can be read again by its name.
  virtual bool is_regular() const noexcept = 0;
  /// Total size when it was opened; 0 if it has none.
  virtual std::uint64_t size() const noexcept = 0;
};

/// An error with words of its own.
class StorageError : public std::system_error {
 public:
  explicit StorageError(std::string text) : std::system_error(EIO, std::generic_category()), text_(std::move(text)) {}
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};
/// What went wrong, for a person.
std::string words_of(const std::system_error& error);

/// Any thread. All functions block, and throw StorageError.
class Storage {
 public:
  virtual ~Storage() = default;
  /// As open_source().
  virtual std::unique_ptr<SourceFile> open(const std::string& path, const Event* interrupt) = 0;
  /// The recordings whose names begin with `prefix`, in the order of their names.
  virtual std::vector<std::string> list(const std::string& prefix) = 0;
};

/// Adds the store for names that begin with `scheme`. Call it before threads start.
void add_storage(std::string scheme, std::unique_ptr<Storage> storage);
/// The store of that name; null for the file system.
Storage* storage_of(std::string_view path) noexcept;

/// Opens it where it is; "-" is stdin. Does not wait for a FIFO's writer. `interrupt` (may be null) must outlive the
/// file. Throws std::system_error.
std::unique_ptr<SourceFile> open_source(const std::string& path, const Event* interrupt);

}  // namespace gor
