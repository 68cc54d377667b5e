// SPDX-License-Identifier: Apache-2.0
#include "http/place.hpp"

#include <array>
#include <utility>

#include "http/cookie.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

namespace gor::http {
namespace {

std::optional<std::string_view> header_value(std::string_view head, std::string_view name) {
  const auto field = find_field(head, name);
  return field ? std::optional(field->value) : std::nullopt;
}

}  // namespace

std::optional<Place> parse_place(std::string_view text) {
  using enum Place::Kind;
  static constexpr std::array<std::pair<std::string_view, Place::Kind>, 4> kNamed{
      {{"cookie:", cookie}, {"header:", header}, {"param:", param}, {"json:", json}}};
  if (text == "body") return Place{body};
  for (const auto& [prefix, kind] : kNamed) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    if (name.empty()) return std::nullopt;
    if (kind != json) return Place{kind, std::string(name)};
    auto path = JsonPath::parse(name);
    if (!path) return std::nullopt;
    return Place{kind, "", {*std::move(path)}};
  }
  return std::nullopt;
}

std::optional<std::string_view> find_in_request(std::string_view request, const Place& place) {
  if (place.kind == Place::Kind::cookie) return find_cookie(request, place.name);
  if (place.kind == Place::Kind::header) return header_value(request, place.name);
  if (place.kind != Place::Kind::param) return std::nullopt;
  const auto line = parse_request_line(first_line(request));
  return line ? find_param(line->target, place.name) : std::nullopt;
}

std::optional<std::string_view> find_in_response(std::string_view response, const Place& place) {
  if (place.kind == Place::Kind::cookie) return find_set_cookie(response, place.name);
  return place.kind == Place::Kind::header ? header_value(response, place.name) : std::nullopt;
}

}  // namespace gor::http
