// SPDX-License-Identifier: Apache-2.0
// From what users write to rules, and what there is to say about it.
#include <algorithm>
#include <charconv>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "http/head.hpp"
#include "pipeline/modifier/rules.hpp"

namespace gor {
namespace {

/// One value of a flag while it is read; its parts are views into it, so that errors can say where.
class Text {
 public:
  Text(std::string flag, const std::string& value) : flag_(std::move(flag)), value_(value) {}

  std::string_view value() const { return value_; }
  std::string name() const { return fmt::format("{} {}", flag_, value_); }

  /// The parts before and behind the first `separator`, trimmed.
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

  /// What goes into a request as it is must not end its line.
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
    std::uint32_t number = 0;
    const auto* const end = part.data() + part.size();
    const auto [rest, error] = std::from_chars(part.data(), end, number);
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    if (error == std::errc() && unit == "%") {
      if (number > 100) refuse(offset_of(part.data()), "a share is 100% at most");
      return number;
    }
    if (error == std::errc() && unit.starts_with('/')) {
      std::uint32_t divisor = 0;
      const auto [divisor_end, wrong] = std::from_chars(rest + 1, end, divisor);
      if (wrong == std::errc() && divisor_end == end && number <= divisor && divisor != 0) {
        return static_cast<std::uint32_t>(std::uint64_t{100} * number / divisor);
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

SetHeader set_header(const Text& text) {
  const auto [name, value] = text.split(':', "NAME: VALUE");
  return {text.header_name(name), text.one_line(value)};
}

SetParam set_param(const Text& text) {
  const auto [name, value] = text.split('=', "NAME=VALUE");
  return {text.one_line(name), text.one_line(value)};
}

template <class HeaderFilter>
HeaderFilter header_filter(const Text& text) {
  const auto [name, pattern] = text.split(':', "NAME:REGEX");
  return {text.header_name(name), text.pattern(pattern)};
}

HeaderLimiter header_limiter(const Text& text) {
  const auto [name, share] = text.split(':', "NAME:N%");
  return {text.header_name(name), text.percent(share)};
}

ParamLimiter param_limiter(const Text& text) {
  const auto [name, share] = text.split(':', "NAME:N%");
  return {std::string(name), text.percent(share)};
}

Replacement rewrite_url(const Text& text) {
  const auto [pattern, with] = text.split(':', "REGEX:REPLACEMENT");
  return text.replacement(pattern, with);
}

RewriteHeader rewrite_header(const Text& text) {
  constexpr std::string_view kForm = "NAME: REGEX,REPLACEMENT";
  const auto [name, rest] = text.split(':', kForm);
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) text.split(',', kForm);  // Says what is missing.
  return {text.header_name(name), text.replacement(rest.substr(0, comma), rest.substr(comma + 1))};
}

class Compiler {
 public:
  explicit Compiler(std::string_view output) : suffix_(output.empty() ? "" : "@" + std::string(output)) {}

  std::vector<Rule> compile(const RuleOptions& options) {
    if (!options.allow_method.empty()) add("http-allow-method" + suffix_, AllowMethod{options.allow_method});
    add_each("http-set-header", options.set_header, set_header);
    add_each("http-set-param", options.set_param, set_param);
    add_together<AllowUrl>("http-allow-url", options.allow_url, whole_pattern);
    add_each("http-disallow-url", options.disallow_url,
             [](const Text& text) { return DisallowUrl{whole_pattern(text)}; });
    add_each("http-allow-header", options.allow_header, header_filter<AllowHeader>);
    add_each("http-disallow-header", options.disallow_header, header_filter<DisallowHeader>);
    add_each("http-basic-auth-filter", options.basic_auth_filter,
             [](const Text& text) { return BasicAuthFilter{whole_pattern(text)}; });
    add_each("http-header-limiter", options.header_limiter, header_limiter);
    add_each("http-param-limiter", options.param_limiter, param_limiter);
    add_together<RewriteUrl>("http-rewrite-url", options.rewrite_url, rewrite_url);
    add_each("http-rewrite-header", options.rewrite_header, rewrite_header);
    return std::move(rules_);
  }

 private:
  static Pattern whole_pattern(const Text& text) { return text.pattern(text.value()); }

  template <class Kind>
  void add(std::string name, Kind kind) {
    rules_.push_back({std::move(name), std::move(kind)});
  }

  /// A rule a value.
  template <class Read>
  void add_each(std::string_view flag, const std::vector<std::string>& values, Read read) {
    for (const std::string& value : values) {
      const Text text(std::string(flag) + suffix_, value);
      add(text.name(), read(text));
    }
  }

  /// One rule of all values.
  template <class Kind, class Part>
  void add_together(std::string_view flag, const std::vector<std::string>& values, Part (*read)(const Text&)) {
    if (values.empty()) return;
    std::vector<Part> parts;
    parts.reserve(values.size());
    for (const std::string& value : values) parts.push_back(read(Text(std::string(flag) + suffix_, value)));
    add(std::string(flag) + suffix_, Kind{std::move(parts)});
  }

  const std::string suffix_;
  std::vector<Rule> rules_;
};

/// "^www." and the like: targets begin with '/', or a scheme.
bool means_a_domain(std::string_view pattern) {
  if (!pattern.starts_with('^') || pattern.starts_with("^http")) return false;
  return pattern.size() > 1 && ((pattern[1] >= 'a' && pattern[1] <= 'z') || (pattern[1] >= '0' && pattern[1] <= '9'));
}

}  // namespace

std::vector<Rule> compile(const RuleOptions& options, std::string_view output) {
  return Compiler(output).compile(options);
}

std::vector<std::string> doubts(const RuleOptions& options) {
  std::vector<std::string> found;
  const auto look = [&](std::string_view kind, const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
      if (!means_a_domain(pattern)) continue;
      found.push_back(
          fmt::format("--http-{0}-url: '{1}' is compared with path and query, which begin with '/'; for a "
                      "domain use --http-{0}-header 'Host:{1}'",
                      kind, pattern));
    }
  };
  look("allow", options.allow_url);
  look("disallow", options.disallow_url);
  return found;
}

bool sets_host(const RuleOptions& options) {
  return std::any_of(options.set_header.begin(), options.set_header.end(), [](std::string_view value) {
    return http::equals_ignoring_case(http::trim(value.substr(0, value.find(':'))), "Host");
  });
}

}  // namespace gor
