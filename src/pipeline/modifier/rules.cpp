// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier/rules.hpp"

#include <algorithm>
#include <memory_resource>
#include <optional>

#include "base/fnv1a.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

namespace gor {
namespace {

using http::RequestEdit;

bool matches_any(const std::vector<Pattern>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) { return pattern.matches(text); });
}

/// A string of the request's own, as its rules may make several.
std::pmr::string& make_string(RequestEdit& request) {
  std::pmr::polymorphic_allocator<> allocator(request.memory());
  return *allocator.new_object<std::pmr::string>();
}

bool is_within(std::string_view value, std::uint32_t percent) {
  return fnv1a(value) % 100 < percent;
}

/// "user:password"; nothing for what is not Basic, or not base64.
std::optional<std::string> credentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "Basic ";
  if (authorization.size() < kScheme.size()) return std::nullopt;
  if (!http::equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  const std::string_view encoded = http::trim(authorization.substr(kScheme.size()));
  if (encoded.empty()) return std::nullopt;
  return http::from_base64(encoded);
}

}  // namespace

bool AllowMethod::apply(RequestEdit& request) const {
  return std::find(methods.begin(), methods.end(), request.method()) != methods.end();
}

bool SetHeader::apply(RequestEdit& request) const {
  request.set_header(name, value);
  return true;
}

bool SetParam::apply(RequestEdit& request) const {
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
}

bool AllowUrl::apply(RequestEdit& request) const {
  return matches_any(any_of, request.target());
}

bool DisallowUrl::apply(RequestEdit& request) const {
  return !pattern.matches(request.target());
}

bool AllowHeader::apply(RequestEdit& request) const {
  const auto value = request.header(name);
  return value && pattern.matches(*value);
}

bool DisallowHeader::apply(RequestEdit& request) const {
  const auto value = request.header(name);
  return !value || !pattern.matches(*value);
}

bool BasicAuthFilter::apply(RequestEdit& request) const {
  const auto authorization = request.header("Authorization");
  const auto user = authorization ? credentials(*authorization) : std::nullopt;
  return !user || pattern.matches(*user);
}

bool HeaderLimiter::apply(RequestEdit& request) const {
  const auto value = request.header(name);
  return !value || is_within(*value, percent);
}

bool ParamLimiter::apply(RequestEdit& request) const {
  const auto value = http::find_param(request.target(), name);
  return !value || is_within(*value, percent);
}

bool RewriteUrl::apply(RequestEdit& request) const {
  std::pmr::string& changed = make_string(request);
  const bool any = std::any_of(first_of.begin(), first_of.end(), [&](const Replacement& replacement) {
    return replacement.apply(request.target(), changed);
  });
  // A target without a character would make it another line.
  if (any && !changed.empty()) request.set_target(changed);
  return true;
}

bool RewriteHeader::apply(RequestEdit& request) const {
  const auto value = request.header(name);
  if (!value) return true;
  std::pmr::string& changed = make_string(request);
  if (replacement.apply(*value, changed)) request.set_header(name, changed);
  return true;
}

}  // namespace gor
