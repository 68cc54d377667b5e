// SPDX-License-Identifier: Apache-2.0
// Keyed pseudonyms that replace secrets. They show only whether two secrets are equal.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <openssl/types.h>

namespace gor {

/// Any thread.
class Pseudonyms {
 public:
  /// Uses the key in the file, or a random one if the name is empty. Throws StartError for a file that cannot be read
  /// or has fewer than 16 bytes.
  explicit Pseudonyms(const std::string& key_file);

  /// The first 16 hex digits of the value's HMAC-SHA-256; "" for "".
  std::string of(std::string_view value) const;
  /// 15 digits, which a double represents exactly.
  std::string of_number(std::string_view value) const;

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const noexcept;
  };
  using Context = std::unique_ptr<EVP_MAC_CTX, Free>;

  mutable std::mutex mutex_;
  const Context keyed_;  // used again for each value: absorbing the key, or copying it, costs more
};

}  // namespace gor
