// SPDX-License-Identifier: Apache-2.0
// `gor file-server`: a small HTTP server to try things out with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace gor::tools {

/// Serves the regular files below `root`, and a listing for folders without index.html. GET and HEAD answer files; any
/// other method is answered with 200 once its body has been read. Bodies are not kept.
class FileServer {
 public:
  /// Takes a line "METHOD TARGET BODY-BYTES" for each request; called on the server's thread.
  using Tell = std::function<void(std::string_view)>;

  /// Listens and serves on a thread of its own, until it is destroyed. Throws UsageError for what is no address,
  /// StartError when it cannot listen there.
  FileServer(std::string_view address, const std::filesystem::path& root, Tell tell);
  ~FileServer();
  FileServer(const FileServer&) = delete;
  FileServer& operator=(const FileServer&) = delete;

  /// The one that was asked for, or that the kernel chose for 0.
  std::uint16_t port() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gor::tools
