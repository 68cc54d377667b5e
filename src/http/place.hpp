// SPDX-License-Identifier: Apache-2.0
// A place of a value in an HTTP message, as flags name it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/json.hpp"

namespace gor::http {

struct Place {
  enum class Kind { cookie, header, param, json, body };
  Kind kind;
  std::string name = {};            ///< of a cookie, header or parameter
  std::vector<JsonPath> path = {};  ///< one, for json
};

/// Parses "cookie:NAME", "header:NAME", "param:NAME", "json:PATH" and "body". Empty for anything else, and for a
/// malformed path.
std::optional<Place> parse_place(std::string_view text);

/// The first value at a cookie, header or parameter (of the target's query) of a request. Empty if it is missing, and
/// for places in the body.
std::optional<std::string_view> find_in_request(std::string_view request, const Place& place);

/// The value of a cookie that the response sets, or of one of its headers. Empty if it is missing, and for other
/// places.
std::optional<std::string_view> find_in_response(std::string_view response, const Place& place);

}  // namespace gor::http
