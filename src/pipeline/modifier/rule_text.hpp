// SPDX-License-Identifier: Apache-2.0
// A parser of a flag value that defines a rule.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/head.hpp"
#include "pipeline/modifier/pattern.hpp"

namespace gor {

/// Its parts are views into the value, which must outlive it, so that errors can say where: UsageError, with the flag,
/// the value and the character.
class RuleText {
 public:
  /// `flag`: without dashes.
  RuleText(std::string flag, std::string_view value) : flag_(std::move(flag)), value_(value) {}

  std::string_view value() const { return value_; }
  std::string name() const { return fmt::format("{} {}", flag_, value_); }

  /// The parts before and after the first `separator`, trimmed.
  std::pair<std::string_view, std::string_view> split(char separator, std::string_view form) const {
    const std::size_t at = value_.find(separator);
    if (at == std::string_view::npos) refuse(value_.size(), fmt::format("'{}' is missing: {}", separator, form));
    const std::string_view name = http::trim(value_.substr(0, at));
    if (name.empty()) refuse(0, fmt::format("a name is missing: {}", form));
    return {name, http::trim(value_.substr(at + 1))};
  }

  std::string header_name(std::string_view name) const {
    const auto* const bad = std::find_if(name.begin(), name.end(), [](unsigned char c) { return c <= ' ' || c > '~'; });
    if (bad != name.end()) refuse(offset_of(bad), "a header's name has no such character");
    return std::string(name);
  }

  /// Rejects line ends in text that goes into a request.
  std::string one_line(std::string_view part) const {
    const auto* const bad =
        std::find_if(part.begin(), part.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    if (bad != part.end()) refuse(offset_of(bad), "a line end is not allowed here");
    return std::string(part);
  }

  Pattern pattern(std::string_view part) const {
    return checked(part, [&] { return Pattern(part); });
  }
  Replacement replacement(std::string_view pattern, std::string_view with) const {
    return checked(pattern, [&] { return Replacement(pattern, one_line(with)); });
  }

  /// "N%", or the older "1/N".
  std::uint32_t percent(std::string_view part) const {
    const std::size_t slash = std::min(part.find('/'), part.size());
    if (part.ends_with('%')) {
      const auto share = parse_whole<std::uint32_t>(part.substr(0, part.size() - 1));
      if (share && *share > 100) refuse(offset_of(part.data()), "a share cannot exceed 100%");
      if (share) return *share;
    } else if (slash < part.size()) {
      const auto number = parse_whole<std::uint32_t>(part.substr(0, slash));
      const auto divisor = parse_whole<std::uint32_t>(part.substr(slash + 1));
      if (number && divisor && *divisor != 0 && *number <= *divisor) {
        return static_cast<std::uint32_t>(std::uint64_t{100} * *number / *divisor);
      }
    }
    refuse(offset_of(part.data()), "a share is 0% to 100%, or 1/2");
  }

 private:
  template <class Make>
  std::invoke_result_t<Make> checked(std::string_view part, Make make) const {
    try {
      return make();
    } catch (const PatternError& error) {
      refuse(offset_of(part.data()) + error.at, fmt::format("no regular expression: {}", error.what));
    }
  }

  std::size_t offset_of(const char* at) const { return static_cast<std::size_t>(at - value_.data()); }

  [[noreturn]] void refuse(std::size_t at, std::string_view why) const {
    throw UsageError(fmt::format("--{}: '{}', character {}: {}", flag_, value_, at + 1, why));
  }

  std::string flag_;
  std::string_view value_;
};

}  // namespace gor
