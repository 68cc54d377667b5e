// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask/pseudonyms.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/error.hpp"
#include "base/hex.hpp"

namespace gor {
namespace {

constexpr std::size_t kLeastKey = 16;
constexpr std::size_t kKept = 8;  // bytes of a digest

std::string read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw StartError(fmt::format("--mask-key-file: '{}': {}", path, std::strerror(errno)));
  std::string key{std::istreambuf_iterator<char>(file), {}};
  if (key.size() < kLeastKey) {
    throw StartError(fmt::format("--mask-key-file: '{}': a key needs at least {} bytes", path, kLeastKey));
  }
  return key;
}

std::string random_key() {
  std::string key(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    throw StartError("--http-mask-...: cannot generate a random key");
  }
  return key;
}

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// An HMAC-SHA-256 context that has absorbed the key.
EVP_MAC_CTX* with_key(const std::string& key) {
  EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* const context = mac == nullptr ? nullptr : EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);
  std::string digest = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                               OSSL_PARAM_construct_end()};
  if (context == nullptr || EVP_MAC_init(context, as_bytes(key), key.size(), params) != 1) {
    EVP_MAC_CTX_free(context);
    throw StartError("--http-mask-...: OpenSSL has no HMAC-SHA-256");
  }
  return context;
}

}  // namespace

void Pseudonyms::Free::operator()(EVP_MAC_CTX* context) const noexcept {
  EVP_MAC_CTX_free(context);
}

Pseudonyms::Pseudonyms(const std::string& key_file)
    : keyed_(with_key(key_file.empty() ? random_key() : read_key(key_file))) {}

std::string Pseudonyms::of(std::string_view value) const {
  if (value.empty()) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  std::size_t size = 0;
  {
    const std::lock_guard lock(mutex_);
    EVP_MAC_CTX* const context = keyed_.get();
    const bool is_done = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
                         EVP_MAC_update(context, as_bytes(value), value.size()) == 1 &&
                         EVP_MAC_final(context, digest.data(), &size, digest.size()) == 1;
    if (!is_done) throw std::bad_alloc();
  }
  std::string hex;
  append_hex(hex, std::string_view(reinterpret_cast<const char*>(digest.data()), kKept));
  return hex;
}

std::string Pseudonyms::of_number(std::string_view value) const {
  const std::uint64_t hash = std::stoull(of(value), nullptr, 16);
  constexpr std::uint64_t kLeast = 100'000'000'000'000;
  return std::to_string(kLeast + hash % (9 * kLeast));
}

}  // namespace gor
