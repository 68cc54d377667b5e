// SPDX-License-Identifier: Apache-2.0
#include "s3/signature.hpp"

#include <array>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/hex.hpp"
#include "base/percent.hpp"

namespace gor::s3 {
namespace {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hmac(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
       bytes.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string hex(std::string_view bytes) {
  std::string digits;
  append_hex(digits, bytes);
  return digits;
}

/// Slashes separate segments, and are not encoded.
std::string encoded_path(std::string_view path) {
  std::string encoded;
  while (true) {
    const std::size_t slash = path.find('/');
    encoded += percent_encoded(path.substr(0, slash));
    if (slash == std::string_view::npos) return encoded;
    encoded += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string encoded_query(const Request& request) {
  std::string query;
  for (const auto& [name, value] : request.query) {
    query += fmt::format("{}{}={}", query.empty() ? "" : "&", percent_encoded(name), percent_encoded(value));
  }
  return query;
}

}  // namespace

std::string target_of(const Request& request) {
  const std::string query = encoded_query(request);
  return encoded_path(request.path) + (query.empty() ? "" : "?" + query);
}

void sign(Request& request, const Credentials& credentials, std::string_view region, std::chrono::sys_seconds now,
          std::string_view service) {
  const std::time_t seconds = now.time_since_epoch().count();
  const std::string time = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(seconds));
  const std::string scope = fmt::format("{}/{}/{}/aws4_request", time.substr(0, 8), region, service);
  request.fields["x-amz-date"] = time;
  request.fields["x-amz-content-sha256"] = hex(sha256(request.body));
  if (!credentials.session_token.empty()) request.fields["x-amz-security-token"] = credentials.session_token;
  std::string names;
  std::string fields;
  for (const auto& [name, value] : request.fields) {
    names += (names.empty() ? "" : ";") + name;
    fields += fmt::format("{}:{}\n", name, value);
  }
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, encoded_path(request.path), encoded_query(request), fields,
                  names, request.fields["x-amz-content-sha256"]);
  const std::string to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, scope, hex(sha256(canonical)));
  std::string key = hmac("AWS4" + credentials.secret_key, time.substr(0, 8));
  for (const std::string_view part : {region, service, std::string_view("aws4_request")}) key = hmac(key, part);
  request.fields["authorization"] = fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                                credentials.access_key, scope, names, hex(hmac(key, to_sign)));
}

}  // namespace gor::s3
