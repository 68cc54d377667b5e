// SPDX-License-Identifier: Apache-2.0
// Keyed pseudonyms: what secrets are replaced by, and what tells only whether two of them are equal.
#pragma once

#include <string>
#include <string_view>

namespace gor {

/// Any thread.
class Pseudonyms {
 public:
  /// With the key that is in the file, or with a random one if the name is empty. Throws StartError for a file that
  /// cannot be read or has fewer than 16 bytes.
  explicit Pseudonyms(const std::string& key_file);

  /// The first 16 hex digits of the value's HMAC-SHA-256; "" for "".
  std::string of(std::string_view value) const;
  /// 15 digits, which a double keeps.
  std::string of_number(std::string_view value) const;

 private:
  const std::string key_;
};

}  // namespace gor
