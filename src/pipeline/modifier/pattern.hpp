// SPDX-License-Identifier: Apache-2.0
// Regular expressions (RE2's syntax), and replacements as Go's regexp package writes them. Any thread may use one.
#pragma once

#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace gor {

/// What is wrong with a pattern, and the offset of the character.
struct PatternError {
  std::string what;
  std::size_t at;
};

/// Texts are bytes: each byte that is not UTF-8 counts as one character, as in Go. Copies share the compiled
/// expression.
class Pattern {
 public:
  /// Throws PatternError.
  explicit Pattern(std::string_view text);

  /// Whether it matches anywhere in `text`.
  bool matches(std::string_view text) const;

 private:
  friend class Replacement;
  std::shared_ptr<const re2::RE2> regex_;
};

/// `$1`, `${1}`, `$name` and `${name}` are groups. A name extends over letters, digits and '_', so that `$1x` is the
/// group 1x. An unknown group is empty; `$$` is a dollar, and so is a dollar that begins no group.
class Replacement {
 public:
  /// Throws PatternError for a wrong pattern.
  Replacement(std::string_view pattern, std::string_view replacement);

  /// Groups that the replacement names and the pattern lacks.
  const std::vector<std::string>& missing_groups() const noexcept { return missing_groups_; }

  /// Appends `text` with every match replaced. False, with nothing appended, if there is no match.
  bool apply(std::string_view text, std::pmr::string& result) const;

 private:
  struct Part {
    std::string literal;
    int group;  // after the literal; kNone for none
  };
  static constexpr int kNone = -1;

  void parse(std::string_view replacement);
  int group_of(std::string_view name) const;

  Pattern pattern_;
  std::vector<Part> parts_;
  int most_group_ = 0;
  std::vector<std::string> missing_groups_;
};

}  // namespace gor
