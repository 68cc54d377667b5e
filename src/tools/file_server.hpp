// SPDX-License-Identifier: Apache-2.0
// The subcommand `gor file-server`: a small HTTP server for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "net/http/server.hpp"

namespace gor::tools {

/// Serves the regular files below `root`, and a listing for folders without index.html. GET and HEAD return files;
/// other methods get 200 once their body has been read. Bodies are discarded.
class FileServer {
 public:
  /// Called with a line "METHOD TARGET BODY-BYTES" per request, on the server's thread.
  using Tell = std::function<void(std::string_view)>;

  /// Listens, and serves on a thread of its own until it is destroyed. Throws UsageError for a malformed address,
  /// StartError if it cannot listen there.
  FileServer(std::string_view address, const std::filesystem::path& root, Tell tell);

  /// The requested port, or the one that the kernel chose for 0.
  std::uint16_t port() const noexcept { return server_.port(); }

 private:
  const std::filesystem::path root_;
  const Tell tell_;
  net::HttpServer server_;
};

}  // namespace gor::tools
