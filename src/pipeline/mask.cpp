// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/error.hpp"
#include "http/body.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

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

bool is_json(std::string_view head) {
  const auto type = http::find_field(head, "Content-Type");
  if (!type) return false;
  constexpr std::string_view kJson = "json";  // application/json, application/problem+json
  for (std::size_t at = 0; at + kJson.size() <= type->value.size(); ++at) {
    if (http::equals_ignoring_case(type->value.substr(at, kJson.size()), kJson)) return true;
  }
  return false;
}

/// Whatever its type says: nothing that may be JSON is to slip through.
bool begins_as_json(std::string_view body) {
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (body[start] == '{' || body[start] == '[');
}

}  // namespace

std::vector<http::JsonPath> parse_json_paths(const std::vector<std::string>& texts) {
  std::vector<http::JsonPath> paths;
  for (const std::string& text : texts) {
    auto path = http::JsonPath::parse(text);
    if (!path) {
      throw UsageError(fmt::format("--http-mask-json: '{}' is no path: $.user.email, items[*].id, $..token", text));
    }
    paths.push_back(*std::move(path));
  }
  return paths;
}

Mask::Mask(const MaskOptions& options, Station& station)
    : options_(options),
      paths_(parse_json_paths(options.json_paths)),
      key_(options.key_file.empty() ? random_key() : read_key(options.key_file)),
      unreadable_(station.dropped("a body that cannot be masked")),
      fate_(station) {}

bool Mask::pass(Message& message) {
  return fate_.settle(message, [&]() -> Count* {
    auto masked = masked_message(message);
    if (!masked) return &unreadable_;
    message.payload = *std::move(masked);
    return nullptr;
  });
}

std::optional<Payload> Mask::masked_message(const Message& message) const {
  const std::string_view bytes = message.payload.view();
  const std::size_t head_end = std::min(http::find_head_end(bytes), bytes.size());
  if ((paths_.empty() && options_.params.empty()) || head_end == bytes.size()) return masked_head(message.payload);
  const bool is_wrapped = http::is_wrapped(bytes);
  const auto plain = is_wrapped ? http::unwrapped(bytes, options_.message_limit) : message.payload;
  if (!plain) {
    // Nobody can see what is in it.
    if (is_json(bytes.substr(0, head_end)) || http::is_form(bytes.substr(0, head_end))) return std::nullopt;
    return masked_head(message.payload);
  }
  const std::size_t body_begin = is_wrapped ? http::find_head_end(plain->view()) : head_end;
  const std::string_view head = plain->view().substr(0, body_begin);
  std::string masked_body;
  switch (mask_body(head, plain->view().substr(body_begin), masked_body)) {
    case Body::untouched:
      return masked_head(message.payload);
    case Body::masked:
      return masked_head(http::with_body(head, masked_body));
    case Body::unreadable:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string Mask::masked(std::string_view value) const {
  if (value.empty()) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(value.data()),
       value.size(), digest.data(), &size);
  return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + 8, ""));
}

std::string Mask::masked_number(std::string_view value) const {
  const std::uint64_t hash = std::stoull(masked(value), nullptr, 16);
  constexpr std::uint64_t kLeast = 100'000'000'000'000;  // 15 digits, which a double keeps
  return std::to_string(kLeast + hash % (9 * kLeast));
}

std::string Mask::masked_params(std::string_view params) const {
  std::string result;
  const char* copied = params.data();
  std::string_view rest = params;
  while (const auto param = http::next_param(rest)) {
    const bool is_named =
        std::find(options_.params.begin(), options_.params.end(), param->name) != options_.params.end();
    if (!is_named || !param->value) continue;
    result.append(copied, param->value->data()).append(masked(*param->value));
    copied = param->value->data() + param->value->size();
  }
  return result.append(copied, params.data() + params.size());
}

std::string Mask::masked_target(std::string_view target) const {
  const std::string_view query = http::query_of(target);
  return std::string(target.substr(0, target.size() - query.size())) + masked_params(query);
}

Mask::Body Mask::mask_body(std::string_view head, std::string_view body, std::string& result) const {
  if (!paths_.empty() && (is_json(head) || begins_as_json(body))) return mask_json(body, result);
  if (options_.params.empty() || !http::is_form(head)) return Body::untouched;
  result = masked_params(body);
  return result == body ? Body::untouched : Body::masked;
}

Mask::Body Mask::mask_json(std::string_view body, std::string& result) const {
  const auto values = http::find_json_values(body, paths_);
  if (!values) return Body::unreadable;
  if (values->empty()) return Body::untouched;
  const char* copied = body.data();
  for (const http::JsonValue& value : *values) {
    result.append(copied, static_cast<std::size_t>(value.text.data() - copied));
    result.append(value.is_string ? masked(http::without_escapes(value.text)) : masked_number(value.text));
    copied = value.text.data() + value.text.size();
  }
  result.append(copied, static_cast<std::size_t>(body.data() + body.size() - copied));
  return Body::masked;
}

Payload Mask::masked_head(const Payload& payload) const {
  const std::string_view message = payload.view();
  PayloadBuilder edited;
  const char* copied = message.data();
  const auto replace = [&](std::string_view old, std::string_view with) {
    if (old == with) return;
    if (edited.empty()) edited.reserve(message.size() + with.size());
    edited.append({copied, static_cast<std::size_t>(old.data() - copied)});
    edited.append(with);
    copied = old.data() + old.size();
  };
  if (const auto line = http::parse_request_line(message.substr(0, message.find('\n')))) {
    replace(line->target, masked_target(line->target));
  }
  http::Fields fields(message);
  while (const auto field = fields.next()) {
    if (http::has_name(options_.headers, field->name)) replace(field->value, masked(field->value));
  }
  if (edited.empty()) return payload;
  edited.append({copied, static_cast<std::size_t>(message.data() + message.size() - copied)});
  return edited.finish();
}

}  // namespace gor
