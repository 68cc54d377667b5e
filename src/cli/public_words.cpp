// SPDX-License-Identifier: Apache-2.0
#include "cli/public_words.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"
#include "net/url.hpp"

namespace gor::cli {
namespace {

/// "10", "-1", "1.5h", "64kb", "50%", "true".
bool is_harmless(std::string_view value) {
  constexpr std::size_t kMostDigits = 12;
  constexpr std::size_t kMostUnit = 2;
  if (value.starts_with('-')) value.remove_prefix(1);
  if (value == "true" || value == "false") return true;
  const std::size_t digits = std::min(value.find_first_not_of("0123456789."), value.size());
  const std::string_view unit = value.substr(digits);
  const auto is_unit = [](char c) { return is_small_letter(lower(c)) || c == '%'; };
  return digits > 0 && digits <= kMostDigits && unit.size() <= kMostUnit &&
         std::all_of(unit.begin(), unit.end(), is_unit);
}

std::string shown(std::string_view value, bool is_endpoint) {
  if (is_harmless(value)) return std::string(value);
  if (!is_endpoint) return "***";
  const bool may_be_url = value.find("://") != value.npos || value.find('@') != value.npos;
  return may_be_url ? net::public_url(value) : std::string(value);
}

}  // namespace

std::vector<std::string> public_words(const std::vector<std::string>& words,
                                      const std::vector<std::string_view>& endpoints) {
  std::vector<std::string> result;
  bool is_endpoint = false;
  bool is_secret = false;
  for (const std::string_view word : words) {
    if (result.empty()) {
      result.emplace_back(word);
    } else if (!word.starts_with('-') || word == "-" || is_harmless(word)) {
      result.push_back(is_secret ? "***" : shown(word, is_endpoint));
    } else {
      const auto equals = word.find('=');
      std::string_view name = word.substr(0, equals);
      name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
      is_endpoint = std::find(endpoints.begin(), endpoints.end(), name) != endpoints.end();
      is_secret = name.find("password") != name.npos;
      result.emplace_back(word.substr(0, equals));
      if (equals != word.npos) result.back() += '=' + (is_secret ? "***" : shown(word.substr(equals + 1), is_endpoint));
    }
  }
  return result;
}

}  // namespace gor::cli
