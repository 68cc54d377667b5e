// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask/pseudonyms.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/error.hpp"

namespace gor {
namespace {

constexpr std::size_t kLeastKey = 16;

std::string read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw StartError(fmt::format("--mask-key-file: '{}': {}", path, std::strerror(errno)));
  std::string key{std::istreambuf_iterator<char>(file), {}};
  if (key.size() < kLeastKey) {
    throw StartError(fmt::format("--mask-key-file: '{}': a key has {} bytes at least", path, kLeastKey));
  }
  return key;
}

std::string random_key() {
  std::string key(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    throw StartError("--http-mask-...: there is no random key to be had");
  }
  return key;
}

}  // namespace

Pseudonyms::Pseudonyms(const std::string& key_file) : key_(key_file.empty() ? random_key() : read_key(key_file)) {}

std::string Pseudonyms::of(std::string_view value) const {
  if (value.empty()) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(value.data()),
       value.size(), digest.data(), &size);
  return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + 8, ""));
}

std::string Pseudonyms::of_number(std::string_view value) const {
  const std::uint64_t hash = std::stoull(of(value), nullptr, 16);
  constexpr std::uint64_t kLeast = 100'000'000'000'000;
  return std::to_string(kLeast + hash % (9 * kLeast));
}

}  // namespace gor
