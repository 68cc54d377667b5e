// SPDX-License-Identifier: Apache-2.0
// A file that another process is appending to, read as if it never ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "record/local_file.hpp"
#include "record/storage.hpp"

namespace gor {

class FollowedFile final : public SourceFile {
 public:
  struct Hooks {
    std::function<void()> on_wait;      ///< called before it waits for more bytes
    std::function<bool()> is_complete;  ///< whether the writer has begun another file, and will add nothing to this one
  };

  /// Begins at the end of the file with `at_end`, else at its beginning. Throws std::system_error.
  FollowedFile(const std::string& path, bool at_end, Hooks hooks);

  /// Waits for bytes; 0 once the file is complete, or once its name belongs to another file or to none.
  std::size_t read(std::span<char> into) override;
  void seek(std::uint64_t offset) override { file_.seek(offset); }
  /// What has been read may be deleted any time.
  bool is_regular() const noexcept override { return false; }
  std::uint64_t size() const noexcept override { return 0; }

 private:
  bool has_its_name() const;

  const std::string path_;
  const Hooks hooks_;
  LocalFile file_;
};

}  // namespace gor
