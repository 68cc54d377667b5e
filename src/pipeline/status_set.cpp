// SPDX-License-Identifier: Apache-2.0
#include "pipeline/status_set.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gor {
namespace {

using Range = std::pair<std::size_t, std::size_t>;  // first and last code

/// "404", or "4xx" for all from 400 to 499.
std::optional<Range> parse_codes(std::string_view text) {
  if (text.size() != 3 || text[0] < '1' || text[0] > '9') return std::nullopt;
  const auto hundreds = static_cast<std::size_t>(text[0] - '0') * 100;
  if (text.substr(1) == "xx" || text.substr(1) == "XX") return Range{hundreds, hundreds + 99};
  const auto code = parse_whole<std::size_t>(text);
  return code ? std::optional(Range{*code, *code}) : std::nullopt;
}

std::optional<Range> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_codes(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_codes(text.substr(dash + 1));
  if (!first || !last || first->first > last->second) return std::nullopt;
  return Range{first->first, last->second};
}

}  // namespace

StatusSet::StatusSet(std::string_view flag, const std::vector<std::string>& lists) {
  for (const std::string& list : lists) add(flag, list);
}

void StatusSet::add(std::string_view flag, std::string_view list) {
  std::size_t at = 0;
  while (at <= list.size()) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const auto range = parse_range(list.substr(at, end - at));
    if (!range) {
      throw UsageError(fmt::format(
          "--{}: '{}', character {}: expected 200, 2xx, 500-503, or several separated by commas", flag, list, at + 1));
    }
    for (std::size_t code = range->first; code <= range->second; ++code) codes_.set(code);
    at = end + 1;
  }
}

}  // namespace gor
