// SPDX-License-Identifier: Apache-2.0
#include "http/cookie.hpp"

#include "base/text.hpp"
#include "http/head.hpp"

namespace gor::http {
namespace {

Cookie parse(std::string_view pair) noexcept {
  const std::size_t equals = pair.find('=');
  if (equals == pair.npos) return {{}, trim(pair)};
  return {trim(pair.substr(0, equals)), trim(pair.substr(equals + 1))};
}

}  // namespace

std::optional<Cookie> next_cookie(std::string_view& field) noexcept {
  if (field.empty()) return std::nullopt;
  return parse(take_part(field, ';'));
}

Cookie cookie_set_by(std::string_view field) noexcept {
  return parse(field.substr(0, field.find(';')));
}

std::optional<std::string_view> find_cookie(std::string_view head, std::string_view name) noexcept {
  Fields fields(head);
  while (const auto field = fields.next()) {
    if (!equals_ignoring_case(field->name, "Cookie")) continue;
    std::string_view rest = field->value;
    while (const auto cookie = next_cookie(rest)) {
      if (cookie->name == name) return cookie->value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> find_set_cookie(std::string_view head, std::string_view name) noexcept {
  std::optional<std::string_view> value;
  Fields fields(head);
  while (const auto field = fields.next()) {
    if (!equals_ignoring_case(field->name, "Set-Cookie")) continue;
    const Cookie cookie = cookie_set_by(field->value);
    if (cookie.name == name) value = cookie.value;
  }
  return value;
}

}  // namespace gor::http
