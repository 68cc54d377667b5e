// SPDX-License-Identifier: Apache-2.0
// The TLS options of a flag group, free of OpenSSL headers.
#pragma once

#include <string>

namespace gor::net {

/// PEM files; empty if not given.
struct TlsFiles {
  std::string certificate = {};      ///< followed by its chain
  std::string certificate_key = {};  ///< empty: in the certificate's file
  std::string authorities = {};      ///< authorities that the peer's certificate must come from

  bool are_any() const { return !certificate.empty() || !certificate_key.empty() || !authorities.empty(); }
};

/// The same as PEM texts; empty if not given.
struct TlsTexts {
  std::string certificate = {};  ///< followed by its chain
  std::string certificate_key = {};
  std::string authorities = {};
};

}  // namespace gor::net
