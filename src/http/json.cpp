// SPDX-License-Identifier: Apache-2.0
#include "http/json.hpp"

#include <algorithm>

#include <boost/container/small_vector.hpp>

#include "base/text.hpp"

namespace gor::http {
namespace {

constexpr std::string_view kMark = "\xef\xbb\xbf";
// White space, and the separator of RFC 7464, between JSON texts.
constexpr std::string_view kBetween = " \t\r\n\x1e";

void append_utf8(std::string& to, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

/// The four digits of "\uXXXX", after the backslash.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 5 || text[0] != 'u') return std::nullopt;
  return parse_whole<std::uint32_t>(text.substr(1, 4), 16);
}

}  // namespace

std::string without_escapes(std::string_view text) {
  static constexpr std::string_view kEscapes = "bfnrt";
  static constexpr std::string_view kMeanings = "\b\f\n\r\t";
  std::string plain;
  while (!text.empty()) {
    const std::size_t backslash = std::min(text.find('\\'), text.size());
    plain.append(text.substr(0, backslash));
    text.remove_prefix(std::min(backslash + 1, text.size()));
    if (text.empty()) break;
    std::size_t used = 1;
    if (auto unit = code_unit(text)) {
      used = 5;
      const bool is_high = *unit >= 0xd800 && *unit < 0xdc00 && text.substr(5).starts_with('\\');
      const auto low = is_high ? code_unit(text.substr(6)) : std::nullopt;
      if (low && *low >= 0xdc00 && *low < 0xe000) {
        unit = 0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00);
        used = 11;
      }
      append_utf8(plain, *unit);
    } else {
      const std::size_t kind = kEscapes.find(text.front());
      plain.push_back(kind == std::string_view::npos ? text.front() : kMeanings[kind]);
    }
    text.remove_prefix(used);
  }
  return plain;
}

bool may_be_json(std::string_view text) noexcept {
  for (const std::string_view mark : {kMark, std::string_view("\xff\xfe"), std::string_view("\xfe\xff")}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  }
  // UTF-16 and UTF-32 have one or three zeros before or after an ASCII character.
  const std::size_t zeros = std::min(text.find_first_not_of('\0'), text.size());
  const bool is_wide = zeros == 1 || zeros == 3;
  text.remove_prefix(is_wide ? zeros : std::min(text.find_first_not_of(kBetween), text.size()));
  const bool begins = text.starts_with('{') || text.starts_with('[');
  return begins && (!is_wide || text.substr(1).starts_with('\0'));
}

std::string_view JsonPath::last_name() const noexcept {
  const auto named =
      std::find_if(steps_.rbegin(), steps_.rend(), [](const Step& step) { return step.kind == Step::Kind::name; });
  return named == steps_.rend() ? std::string_view() : std::string_view(named->name);
}

std::optional<JsonPath> JsonPath::parse(std::string_view text) {
  JsonPath path;
  if (text.starts_with('$')) {
    text.remove_prefix(1);
  } else if (!text.starts_with('[')) {
    path.steps_.push_back({});
    const std::size_t end = std::min(text.find_first_of(".["), text.size());
    path.steps_.back().name = text.substr(0, end);
    text.remove_prefix(end);
  }
  while (!text.empty()) {
    Step step;
    if (text.starts_with('[')) {
      const std::size_t end = text.find(']');
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view inside = text.substr(1, end - 1);
      const auto index = parse_whole<std::size_t>(inside);
      if (!index && inside != "*") return std::nullopt;
      step.kind = index ? Step::Kind::index : Step::Kind::any;
      step.index = index.value_or(0);
      text.remove_prefix(end + 1);
    } else if (text.starts_with('.')) {
      step.deep = text.starts_with("..");
      text.remove_prefix(step.deep ? 2 : 1);
      const std::size_t end = std::min(text.find_first_of(".["), text.size());
      step.name = text.substr(0, end);
      text.remove_prefix(end);
    } else {
      return std::nullopt;
    }
    path.steps_.push_back(std::move(step));
  }
  for (Step& step : path.steps_) {
    if (step.kind != Step::Kind::name) continue;
    if (step.name.empty()) return std::nullopt;
    if (step.name == "*") step.kind = Step::Kind::any;
  }
  if (path.steps_.empty() || path.steps_.size() > kMostSteps) return std::nullopt;
  return path;
}

/// Scans a text once and tracks, at each place, how far each path has matched.
class JsonScanner {
 public:
  JsonScanner(std::string_view text, const std::vector<JsonPath>& paths) : rest_(text), paths_(paths) {}

  std::optional<std::vector<JsonValue>> scan() {
    const Places start(paths_.size(), 1);
    if (rest_.starts_with(kMark)) rest_.remove_prefix(kMark.size());
    do {
      skip_between();
      if (!take_value(start, 0)) return std::nullopt;
      skip_between();
    } while (!rest_.empty());
    return std::move(found_);
  }

 private:
  static constexpr int kMostLevels = 200;
  // One bit set per path: bit n says that n steps have matched up to here.
  using Places = boost::container::small_vector<std::uint64_t, 4>;
  using Step = JsonPath::Step;

  void skip_between() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBetween), rest_.size())); }
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  template <class Matches>
  Places below(const Places& here, Matches matches) const {
    Places there(here.size(), 0);
    for (std::size_t path = 0; path < here.size(); ++path) {
      const auto& steps = paths_[path].steps_;
      for (std::size_t at = 0; at < steps.size(); ++at) {
        if ((here[path] >> at & 1) == 0) continue;
        if (steps[at].deep) there[path] |= std::uint64_t{1} << at;
        if (steps[at].kind == Step::Kind::any || matches(steps[at])) there[path] |= std::uint64_t{1} << (at + 1);
      }
      // Everything below the end of a path belongs to it.
      there[path] |= here[path] & std::uint64_t{1} << steps.size();
    }
    return there;
  }

  bool is_selected(const Places& here) const {
    for (std::size_t path = 0; path < here.size(); ++path) {
      if ((here[path] >> paths_[path].steps_.size() & 1) != 0) return true;
    }
    return false;
  }

  bool take_value(const Places& here, int level) {
    if (level > kMostLevels) return false;
    skip_space();
    if (rest_.starts_with('{')) return take_object(here, level);
    if (rest_.starts_with('[')) return take_array(here, level);
    if (rest_.starts_with('"')) {
      const auto string = take_string();
      if (string && is_selected(here)) found_.push_back({*string, true});
      return string.has_value();
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return true;
    }
    return take_number(here);
  }

  /// Takes everything between two brackets; `take_member()` takes one member, without the comma after it.
  template <class TakeMember>
  bool take_members(char open, char close, TakeMember take_member) {
    take(open);
    skip_space();
    if (take(close)) return true;
    do {
      skip_space();
      if (!take_member()) return false;
      skip_space();
    } while (take(','));
    return take(close);
  }

  bool take_object(const Places& here, int level) {
    return take_members('{', '}', [&] {
      const auto name = take_string();
      skip_space();
      if (!name || !take(':')) return false;
      const std::string plain = without_escapes(*name);
      const auto is_named = [&](const Step& step) { return step.kind == Step::Kind::name && step.name == plain; };
      return take_value(below(here, is_named), level + 1);
    });
  }

  bool take_array(const Places& here, int level) {
    std::size_t index = 0;
    return take_members('[', ']', [&] {
      const auto is_there = [&](const Step& step) { return step.kind == Step::Kind::index && step.index == index; };
      const bool is_value = take_value(below(here, is_there), level + 1);
      ++index;
      return is_value;
    });
  }

  std::optional<std::string_view> take_string() {
    if (!take('"')) return std::nullopt;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) return std::nullopt;
    const std::string_view string = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return string;
  }

  bool take_number(const Places& here) {
    const std::size_t size = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
    const std::string_view number = rest_.substr(0, size);
    if (std::none_of(number.begin(), number.end(), is_digit)) return false;
    rest_.remove_prefix(size);
    if (is_selected(here)) found_.push_back({number, false});
    return true;
  }

  std::string_view rest_;
  const std::vector<JsonPath>& paths_;
  std::vector<JsonValue> found_;
};

std::optional<std::vector<JsonValue>> find_json_values(std::string_view text, const std::vector<JsonPath>& paths) {
  return JsonScanner(text, paths).scan();
}

}  // namespace gor::http
