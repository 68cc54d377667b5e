// SPDX-License-Identifier: Apache-2.0
#include "causal/session_keys.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "http/cookie.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

namespace gor {
namespace {

using Value = std::optional<std::string_view>;

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text) | 1;  // 0 means no value
}

Value value_of(const std::optional<http::Field>& field) {
  return field ? Value(field->value) : std::nullopt;
}

Value find_query_param(std::string_view request, std::string_view name) {
  const auto line = http::parse_request_line(request.substr(0, request.find('\n')));
  return line ? http::find_param(line->target, name) : std::nullopt;
}

/// An empty value identifies no session.
std::uint64_t hash_or_none(const Value& value) {
  return value && !value->empty() ? hash_of(*value) : 0;
}

}  // namespace

SessionKeys::SessionKeys(const std::vector<std::string>& places) {
  for (const std::string& text : places) places_.push_back(parse(text));
  if (places_.empty()) places_.push_back({Place::Kind::tcp, ""});
  follows_responses_ = std::any_of(places_.begin(), places_.end(), [](const Place& place) {
    return place.kind == Place::Kind::cookie || place.kind == Place::Kind::header;
  });
}

SessionKeys::Place SessionKeys::parse(const std::string& text) {
  if (text == "tcp") return {Place::Kind::tcp, ""};
  const std::size_t colon = text.find(':');
  if (colon != text.npos && colon + 1 < text.size()) {
    const std::string_view kind = std::string_view(text).substr(0, colon);
    const std::string name = text.substr(colon + 1);
    if (kind == "cookie") return {Place::Kind::cookie, name};
    if (kind == "header") return {Place::Kind::header, name};
    if (kind == "param") return {Place::Kind::param, name};
  }
  throw UsageError(fmt::format("--session-key: '{}': expected tcp, cookie:NAME, header:NAME or param:NAME", text));
}

SessionKeys::Values SessionKeys::values_of(const Message& request) const {
  Values values;
  const std::string_view bytes = request.payload.view();
  for (const Place& place : places_) {
    switch (place.kind) {
      case Place::Kind::tcp:
        values.push_back(hash_of(request.id.session()));
        break;
      case Place::Kind::cookie:
        values.push_back(hash_or_none(http::find_cookie(bytes, place.name)));
        break;
      case Place::Kind::header:
        values.push_back(hash_or_none(value_of(http::find_field(bytes, place.name))));
        break;
      case Place::Kind::param:
        values.push_back(hash_or_none(find_query_param(bytes, place.name)));
        break;
    }
  }
  return values;
}

SessionKeys::Key SessionKeys::key_of(const Values& values, const MessageId& id) const {
  Key key = 0;
  for (const std::uint64_t value : values) {
    if (value == 0) return hash_of(id.session());
    // Spreads a difference in one value, or in their order, over all bits.
    key = (key ^ value) * 0x9e3779b97f4a7c15U;
    key ^= key >> 32;
  }
  return key;
}

std::optional<SessionKeys::Key> SessionKeys::key_after(const Message& response, const Values& values) const {
  Values after = values;
  bool says_something = false;
  const std::string_view bytes = response.payload.view();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    Value value;
    if (places_[i].kind == Place::Kind::cookie) value = http::find_set_cookie(bytes, places_[i].name);
    if (places_[i].kind == Place::Kind::header) value = value_of(http::find_field(bytes, places_[i].name));
    if (const std::uint64_t hash = hash_or_none(value)) {
      says_something = says_something || hash != after[i];
      after[i] = hash;
    }
  }
  const bool is_complete = std::find(after.begin(), after.end(), 0U) == after.end();
  return says_something && is_complete ? std::optional(key_of(after, response.id)) : std::nullopt;
}

}  // namespace gor
