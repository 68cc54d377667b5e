// SPDX-License-Identifier: Apache-2.0
// The rules of --correlate: where responses have values, and where requests use them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "http/json.hpp"
#include "http/place.hpp"

namespace re2 {
class RE2;
}

namespace gor {

/// A place in responses.
struct ValueSource {
  enum class Kind { set_cookie, header, json, body };
  Kind kind;
  std::string name = {};                              // of the cookie or header
  std::vector<http::JsonPath> path = {};              // one, for json
  std::shared_ptr<const re2::RE2> pattern = nullptr;  // with one group, for body
};

struct CorrelationRule {
  std::optional<ValueSource> source;  ///< empty for "auto": every random-looking value
  std::vector<http::Place> uses;      ///< empty: anywhere in target and headers
};

/// Parses "set-cookie:NAME", "header:NAME", "json:PATH" or "body:REGEX" with one group, each optionally followed by "
/// -> " and uses, separated by commas: "cookie:NAME", "header:NAME", "param:NAME", "json:PATH", "body"; or "auto".
/// Throws UsageError.
std::vector<CorrelationRule> parse_correlation_rules(const std::vector<std::string>& texts);

/// A value found in a response.
struct FoundValue {
  std::uint64_t slot;  ///< equal for the same place in the recorded and the replayed response
  std::size_t rule;    ///< index of the rule that found it
  std::string value;
  std::string source = {};  ///< for "auto": the rule that would find it
};

/// The places at which "auto" has seen random-looking values. Every value at such a place is tracked, even one that
/// does not look random. Any thread.
class RandomPlaces {
 public:
  /// Whether the place has held a random-looking value, or does now.
  bool has(std::uint64_t place, bool looks_random);

 private:
  static constexpr std::size_t kMost = 100'000;

  std::mutex mutex_;
  boost::unordered_flat_set<std::uint64_t> places_;
};

/// All values, at most 200. `limit_bytes`: the largest decoded body.
std::vector<FoundValue> find_values(std::string_view response, const std::vector<CorrelationRule>& rules,
                                    std::size_t limit_bytes, RandomPlaces& places);

}  // namespace gor
