// SPDX-License-Identifier: Apache-2.0
// Stores of recordings beside the file system, by the beginning of their names: "s3://".
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

/// A recording in a store, open for reading. One thread.
class StoredFile {
 public:
  virtual ~StoredFile() = default;
  /// Puts the next bytes at the beginning of `into`; returns their number, 0 at the end. Blocks, until `interrupt` (may
  /// be null) is set: then it counts as ended. Throws StorageError.
  virtual std::size_t read(std::span<char> into, const Event* interrupt) = 0;
  virtual void seek(std::uint64_t offset) = 0;
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
  virtual std::unique_ptr<StoredFile> open(const std::string& path) = 0;
  virtual std::uint64_t size_of(const std::string& path) = 0;
  /// The recordings whose names begin with `prefix`, in the order of their names.
  virtual std::vector<std::string> list(const std::string& prefix) = 0;
};

/// Adds the store for names that begin with `scheme`. Call it before threads start.
void add_storage(std::string scheme, std::unique_ptr<Storage> storage);
/// The store of that name; null for the file system.
Storage* storage_of(std::string_view path) noexcept;

}  // namespace gor
