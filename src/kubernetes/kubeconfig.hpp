// SPDX-License-Identifier: Apache-2.0
// The access to an API server, and its reader from a file of kubectl.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "net/tls_files.hpp"
#include "net/url.hpp"

namespace gor::kubernetes {

struct Access {
  net::Url server = {};  ///< its target, which may be empty, comes before that of a request
  bool verifies_server = true;
  net::TlsTexts tls = {};
  std::string token = {};
  std::string token_file = {};  ///< read for each request, as tokens are replaced; empty: `token` holds
};

/// Reads the current context of a kubeconfig. Files that it names are relative to `folder`. Throws
/// std::runtime_error for one that is damaged, names a file that cannot be read, or authenticates in a way that gor
/// does not know.
Access read_kubeconfig(std::string_view text, const std::filesystem::path& folder);

/// The content. Throws std::runtime_error.
std::string content_of(const std::filesystem::path& file);

}  // namespace gor::kubernetes
