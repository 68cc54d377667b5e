// SPDX-License-Identifier: Apache-2.0
// Compiles each kind of rule, by one function per kind.
#include "pipeline/modifier/rules.hpp"

#include <algorithm>
#include <memory_resource>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/fnv1a.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"
#include "http/query.hpp"
#include "pipeline/modifier/rule_text.hpp"

namespace gor {
namespace {

using Apply = decltype(Rule::apply);
using RuleTexts = std::vector<RuleText>;
using http::RequestEdit;

/// Makes a string that lives as long as the request's edit; rules may need several.
std::pmr::string& make_string(RequestEdit& request) {
  std::pmr::polymorphic_allocator<> allocator(request.memory());
  return *allocator.new_object<std::pmr::string>();
}

/// A missing value belongs to every share.
bool is_within(const std::optional<std::string_view>& value, std::uint32_t percent) {
  return !value || fnv1a(*value) % 100 < percent;
}

/// "user:password"; empty if the scheme is not Basic or the rest not base64.
std::optional<std::string> credentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "Basic ";
  if (authorization.size() < kScheme.size()) return std::nullopt;
  if (!http::starts_ignoring_case(authorization, kScheme)) return std::nullopt;
  const std::string_view encoded = http::trim(authorization.substr(kScheme.size()));
  if (encoded.empty()) return std::nullopt;
  return http::from_base64(encoded);
}

Apply allow_method(const RuleTexts& texts) {
  std::vector<std::string> methods;
  for (const RuleText& text : texts) methods.emplace_back(text.value());
  return [methods](RequestEdit& request) {
    return std::find(methods.begin(), methods.end(), request.method()) != methods.end();
  };
}

Apply set_header(const RuleText& text) {
  const auto [key, rest] = text.split(':', "NAME: VALUE");
  return [name = text.header_name(key), value = text.one_line(rest)](RequestEdit& request) {
    request.set_header(name, value);
    return true;
  };
}

Apply set_param(const RuleText& text) {
  const auto [key, rest] = text.split('=', "NAME=VALUE");
  return [name = text.one_line(key), value = text.one_line(rest)](RequestEdit& request) {
    const std::string_view target = request.target();
    std::pmr::string& changed = make_string(request);
    changed.reserve(target.size() + name.size() + value.size() + 2);
    if (const auto old = http::find_param(target, name)) {
      const auto at = static_cast<std::size_t>(old->data() - target.data());
      changed.append(target.substr(0, at)).append(value).append(target.substr(at + old->size()));
    } else {
      changed.append(target).append(1, target.find('?') == std::string_view::npos ? '?' : '&');
      changed.append(name).append(1, '=').append(value);
    }
    request.set_target(changed);
    return true;
  };
}

Apply allow_url(const RuleTexts& texts) {
  std::vector<Pattern> patterns;
  for (const RuleText& text : texts) patterns.push_back(text.pattern(text.value()));
  return [patterns](RequestEdit& request) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const Pattern& pattern) { return pattern.matches(request.target()); });
  };
}

Apply disallow_url(const RuleText& text) {
  return [pattern = text.pattern(text.value())](RequestEdit& request) { return !pattern.matches(request.target()); };
}

template <bool kAllows>
Apply header_filter(const RuleText& text) {
  const auto [key, rest] = text.split(':', "NAME:REGEX");
  return [name = text.header_name(key), pattern = text.pattern(rest)](RequestEdit& request) {
    const auto value = request.header(name);
    return (value && pattern.matches(*value)) == kAllows;
  };
}

Apply basic_auth_filter(const RuleText& text) {
  return [pattern = text.pattern(text.value())](RequestEdit& request) {
    const auto authorization = request.header("Authorization");
    const auto user = authorization ? credentials(*authorization) : std::nullopt;
    return !user || pattern.matches(*user);
  };
}

Apply header_limiter(const RuleText& text) {
  const auto [key, share] = text.split(':', "NAME:N%");
  return [name = text.header_name(key), percent = text.percent(share)](RequestEdit& request) {
    return is_within(request.header(name), percent);
  };
}

Apply param_limiter(const RuleText& text) {
  const auto [key, share] = text.split(':', "NAME:N%");
  return [name = std::string(key), percent = text.percent(share)](RequestEdit& request) {
    return is_within(http::find_param(request.target(), name), percent);
  };
}

Replacement replacement_of_url(const RuleText& text) {
  const auto [pattern, with] = text.split(':', "REGEX:REPLACEMENT");
  return text.replacement(pattern, with);
}

/// The first match counts.
Apply rewrite_url(const RuleTexts& texts) {
  std::vector<Replacement> replacements;
  for (const RuleText& text : texts) replacements.push_back(replacement_of_url(text));
  return [replacements](RequestEdit& request) {
    std::pmr::string& changed = make_string(request);
    const bool any = std::any_of(replacements.begin(), replacements.end(), [&](const Replacement& replacement) {
      return replacement.apply(request.target(), changed);
    });
    // An empty target would turn the line into another one.
    if (any && !changed.empty()) request.set_target(changed);
    return true;
  };
}

/// The header's name, and the replacement for its value.
std::pair<std::string, Replacement> header_rewrite_of(const RuleText& text) {
  constexpr std::string_view kForm = "NAME: REGEX,REPLACEMENT";
  const auto [key, rest] = text.split(':', kForm);
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) text.split(',', kForm);  // reports what is missing
  return {text.header_name(key), text.replacement(rest.substr(0, comma), rest.substr(comma + 1))};
}

Apply rewrite_header(const RuleText& text) {
  auto [key, rewriting] = header_rewrite_of(text);
  return [name = std::move(key), replacement = std::move(rewriting)](RequestEdit& request) {
    const auto value = request.header(name);
    if (!value) return true;
    std::pmr::string& changed = make_string(request);
    if (replacement.apply(*value, changed)) request.set_header(name, changed);
    return true;
  };
}

class Compiler {
 public:
  explicit Compiler(std::string_view output) : suffix_(output.empty() ? "" : "@" + std::string(output)) {}

  std::vector<Rule> compile(const RuleOptions& options) {
    add_together("http-allow-method", options.allow_method, allow_method);
    add_each("http-set-header", options.set_header, set_header);
    add_each("http-set-param", options.set_param, set_param);
    add_together("http-allow-url", options.allow_url, allow_url);
    add_each("http-disallow-url", options.disallow_url, disallow_url);
    add_each("http-allow-header", options.allow_header, header_filter<true>);
    add_each("http-disallow-header", options.disallow_header, header_filter<false>);
    add_each("http-basic-auth-filter", options.basic_auth_filter, basic_auth_filter);
    add_each("http-header-limiter", options.header_limiter, header_limiter);
    add_each("http-param-limiter", options.param_limiter, param_limiter);
    add_together("http-rewrite-url", options.rewrite_url, rewrite_url);
    add_each("http-rewrite-header", options.rewrite_header, rewrite_header);
    return std::move(rules_);
  }

 private:
  /// Adds a rule per value.
  void add_each(std::string_view flag, const std::vector<std::string>& values, Apply (*make)(const RuleText&)) {
    for (const RuleText& text : texts_of(flag, values)) rules_.push_back({text.name(), make(text)});
  }

  /// Adds one rule for all values.
  void add_together(std::string_view flag, const std::vector<std::string>& values, Apply (*make)(const RuleTexts&)) {
    if (!values.empty()) rules_.push_back({std::string(flag) + suffix_, make(texts_of(flag, values))});
  }

  RuleTexts texts_of(std::string_view flag, const std::vector<std::string>& values) const {
    RuleTexts texts;
    for (const std::string& value : values) texts.emplace_back(std::string(flag) + suffix_, value);
    return texts;
  }

  const std::string suffix_;
  std::vector<Rule> rules_;
};

/// Patterns like "^www.": targets begin with '/', or a scheme.
bool means_a_domain(std::string_view pattern) {
  if (!pattern.starts_with('^') || pattern.starts_with("^http")) return false;
  return pattern.size() > 1 && (is_small_letter(pattern[1]) || is_digit(pattern[1]));
}

void add_missing_groups(std::vector<std::string>& found, const RuleText& text, const Replacement& replacement) {
  for (const std::string& group : replacement.missing_groups()) {
    found.push_back(fmt::format(
        "--{}: the expression has no group '{}', which the replacement names: it is always empty", text.name(), group));
  }
}

/// "Host: ..."
bool names_host(std::string_view value) {
  return http::equals_ignoring_case(http::trim(value.substr(0, value.find(':'))), "Host");
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
  for (const std::string& value : options.rewrite_url) {
    const RuleText text("http-rewrite-url", value);
    add_missing_groups(found, text, replacement_of_url(text));
  }
  for (const std::string& value : options.rewrite_header) {
    const RuleText text("http-rewrite-header", value);
    add_missing_groups(found, text, header_rewrite_of(text).second);
  }
  return found;
}

bool rewrites_host(const RuleOptions& options) {
  return std::any_of(options.rewrite_header.begin(), options.rewrite_header.end(), names_host);
}

bool sets_host(const RuleOptions& options) {
  return std::any_of(options.set_header.begin(), options.set_header.end(), names_host);
}

}  // namespace gor
