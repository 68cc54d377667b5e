// SPDX-License-Identifier: Apache-2.0
// A recording in the file system, or a pipe.
#pragma once

#include <string>

#include "record/storage.hpp"

namespace gor {

class LocalFile final : public SourceFile {
 public:
  /// As open_source().
  LocalFile(const std::string& path, const Event* interrupt);
  ~LocalFile() override;
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  std::size_t read(std::span<char> into) override;
  void seek(std::uint64_t offset) override;
  bool is_regular() const noexcept override { return is_regular_; }
  std::uint64_t size() const noexcept override { return size_; }
  /// Its inode, whatever its name leads to by now.
  std::uint64_t inode() const noexcept { return inode_; }

 private:
  const int descriptor_;
  const Event* const interrupt_;
  bool is_regular_ = false;
  std::uint64_t size_ = 0;
  std::uint64_t inode_ = 0;
};

}  // namespace gor
