// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mask/secret_params.hpp"

#include <algorithm>

#include "base/percent.hpp"
#include "base/text.hpp"
#include "http/head.hpp"

namespace gor {
namespace {

// A value with more levels of encoding is taken for a secret.
constexpr int kMostLevels = 4;

constexpr CharacterSet kCodes("%+");
constexpr CharacterSet kDelimiters("/;?#&=");

bool is_encoded(std::string_view text) {
  return kCodes.find_in(text) < text.size();
}

std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decoded(spaced);
}

/// A position of the walk through a text.
struct Place {
  SecretParams::Text kind;
  bool in_path = kind != SecretParams::Text::form;
  bool in_fragment = false;

  void pass(char delimiter) {
    if (delimiter == '?') in_path = false;
    if (delimiter == '#' && kind == SecretParams::Text::url) in_fragment = true;
    if (in_fragment) in_path = false;
  }

  const CharacterSet& value_ends() const {
    static constexpr CharacterSet kOfPath("/?"), kOfPathInUrl("/?#"), kOfParam("&"), kOfParamInUrl("&#");
    const bool has_fragment = kind == SecretParams::Text::url && !in_fragment;
    if (in_path) return has_fragment ? kOfPathInUrl : kOfPath;
    return has_fragment ? kOfParamInUrl : kOfParam;
  }
};

}  // namespace

std::vector<std::string_view> SecretParams::find(std::string_view text, Text kind, int level) const {
  std::vector<std::string_view> found;
  Place place{kind};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t stop = kDelimiters.find_in(text, at);
    const std::string_view token = text.substr(at, stop - at);
    const bool is_name = stop < text.size() && text[stop] == '=';
    std::size_t begin = at;
    if (is_name && has(token)) {
      begin = stop + 1;
    } else if (!is_hidden_in(token, level)) {
      if (stop < text.size()) place.pass(text[stop]);
      at = stop + 1;
      continue;
    }
    at = place.value_ends().find_in(text, begin);
    if (at > begin) found.push_back(text.substr(begin, at - begin));
  }
  return found;
}

bool SecretParams::has(std::string_view name) const {
  if (is_encoded(name)) {
    const std::string plain = decoded(name);
    if (plain != name) return has(plain);
  }
  const std::string_view trimmed = http::trim(name);
  return std::any_of(names_.begin(), names_.end(), [&](const std::string& one) {
    return trimmed.starts_with(one) && (trimmed.size() == one.size() || trimmed[one.size()] == '[');
  });
}

bool SecretParams::is_hidden_in(std::string_view value, int level) const {
  if (is_encoded(value)) {
    const std::string plain = decoded(value);
    // A '%' that begins no code is kept.
    if (plain != value)
      return level == kMostLevels || is_json_with_secret(plain) || !find(plain, Text::url, level + 1).empty();
  }
  return is_json_with_secret(value);
}

bool SecretParams::is_json_with_secret(std::string_view value) const {
  if (paths_.empty() || !http::may_be_json(value)) return false;
  const auto values = http::find_json_values(value, paths_);
  return !values || !values->empty();
}

}  // namespace gor
