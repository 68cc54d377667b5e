// SPDX-License-Identifier: Apache-2.0
#include "causal/session_keys.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor {
namespace {

using Kind = http::Place::Kind;
using Value = std::optional<std::string_view>;

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text) | 1;  // 0 means no value
}

/// An empty value identifies no session.
std::uint64_t hash_or_none(const Value& value) {
  return value && !value->empty() ? hash_of(*value) : 0;
}

}  // namespace

SessionKeys::SessionKeys(const std::vector<std::string>& places) {
  for (const std::string& text : places) {
    const Place place = http::parse_place(text);
    const bool is_in_head = place && place->kind != Kind::json && place->kind != Kind::body;
    if (text != "tcp" && !is_in_head) {
      throw UsageError(fmt::format("--session-key: '{}': expected tcp, cookie:NAME, header:NAME or param:NAME", text));
    }
    places_.push_back(place);
  }
  if (places_.empty()) places_.emplace_back();
  follows_responses_ = std::any_of(places_.begin(), places_.end(), [](const Place& place) {
    return place && (place->kind == Kind::cookie || place->kind == Kind::header);
  });
}

SessionKeys::Values SessionKeys::values_of(const Message& request) const {
  Values values;
  for (const Place& place : places_) {
    values.push_back(place ? hash_or_none(http::find_in_request(request.payload.view(), *place))
                           : hash_of(request.id.session()));
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
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!places_[i]) continue;
    if (const std::uint64_t hash = hash_or_none(http::find_in_response(response.payload.view(), *places_[i]))) {
      says_something = says_something || hash != after[i];
      after[i] = hash;
    }
  }
  const bool is_complete = std::find(after.begin(), after.end(), 0U) == after.end();
  return says_something && is_complete ? std::optional(key_of(after, response.id)) : std::nullopt;
}

}  // namespace gor
