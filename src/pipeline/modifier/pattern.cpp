// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier/pattern.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/container/small_vector.hpp>
#include <re2/re2.h>

#include "base/text.hpp"

namespace gor {
namespace {

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}
std::string_view view(const re2::StringPiece& text) {
  return {text.data(), text.size()};
}

/// RE2 names what it does not like, and not where that is; what lacks a parenthesis it names as a whole.
PatternError error_of(const re2::RE2& regex) {
  const std::string& argument = regex.error_arg();
  std::string what = regex.error();
  if (what.ends_with(": " + argument)) what.resize(what.size() - argument.size() - 2);
  const std::size_t at =
      regex.error_code() == re2::RE2::ErrorMissingParen ? regex.pattern().size() : regex.pattern().find(argument);
  return {std::move(what), std::min(at, regex.pattern().size())};
}

bool is_name(char c) {
  return is_alphanumeric(c) || c == '_';
}

/// A group's name at the front of what follows a dollar, which it takes off, braces and all.
std::optional<std::string_view> take_name(std::string_view& rest) {
  const bool braced = rest.starts_with('{');
  const auto* begin = rest.begin() + (braced ? 1 : 0);
  const auto* end = std::find_if_not(begin, rest.end(), is_name);
  if (begin == end || (braced && (end == rest.end() || *end != '}'))) return std::nullopt;
  const std::string_view name(begin, static_cast<std::size_t>(end - begin));
  rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()) + (braced ? 1 : 0));
  return name;
}

/// Bytes of the UTF-8 character at the front; 1 for what is none.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  const bool whole = size <= text.size() && std::all_of(text.begin() + 1, text.begin() + static_cast<long>(size),
                                                        [](char c) { return (c & 0xc0) == 0x80; });
  return whole ? size : 1;
}

}  // namespace

Pattern::Pattern(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  regex_ = std::make_shared<const re2::RE2>(piece(text), options);
  if (!regex_->ok()) throw error_of(*regex_);
}
bool Pattern::matches(std::string_view text) const {
  return regex_->Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

Replacement::Replacement(std::string_view pattern, std::string_view replacement) : pattern_(pattern) {
  parse(replacement);
}

void Replacement::parse(std::string_view rest) {
  std::string literal;
  const auto add = [&](int group) {
    parts_.push_back({std::exchange(literal, {}), group});
    most_group_ = std::max(most_group_, group);
  };
  while (true) {
    const std::size_t dollar = rest.find('$');
    literal.append(rest.substr(0, dollar));
    if (dollar == std::string_view::npos) break;
    rest.remove_prefix(dollar + 1);
    if (const auto name = take_name(rest)) {
      if (const int group = group_of(*name); group != kNone) add(group);
    } else {
      if (rest.starts_with('$')) rest.remove_prefix(1);
      literal.push_back('$');
    }
  }
  if (!literal.empty()) add(kNone);
}

int Replacement::group_of(std::string_view name) const {
  if (const auto number = parse_whole<int>(name)) {
    return *number <= pattern_.regex_->NumberOfCapturingGroups() ? *number : kNone;
  }
  const auto& groups = pattern_.regex_->NamedCapturingGroups();
  const auto found = groups.find(std::string(name));
  return found == groups.end() ? kNone : found->second;
}

bool Replacement::apply(std::string_view text, std::pmr::string& result) const {
  boost::container::small_vector<re2::StringPiece, 8> groups(static_cast<std::size_t>(most_group_) + 1);
  std::size_t copied = 0;
  std::size_t from = 0;
  bool any = false;
  while (from <= text.size() &&
         pattern_.regex_->Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, groups.data(), most_group_ + 1)) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t end = begin + groups[0].size();
    result.append(text.substr(copied, begin - copied));
    // An empty match right behind another one is none.
    if (end > copied || !any) {
      for (const Part& part : parts_) {
        result.append(part.literal);
        if (part.group != kNone) result.append(view(groups[static_cast<std::size_t>(part.group)]));
      }
    }
    any = true;
    copied = end;
    from = end > from ? end : from + (from < text.size() ? character_size(text.substr(from)) : 1);
  }
  if (any) result.append(text.substr(copied));
  return any;
}

}  // namespace gor
