// SPDX-License-Identifier: Apache-2.0
// Filters and rewrites (docs/filters.md): values, made once from what users write, each with one function.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "http/request_edit.hpp"
#include "pipeline/modifier/options.hpp"
#include "pipeline/modifier/pattern.hpp"

namespace gor {

// apply() says whether the request goes on, changed perhaps. Any thread.

struct AllowMethod {
  std::vector<std::string> methods;
  bool apply(http::RequestEdit& request) const;
};
struct SetHeader {
  std::string name;
  std::string value;
  bool apply(http::RequestEdit& request) const;
};
struct SetParam {
  std::string name;
  std::string value;
  bool apply(http::RequestEdit& request) const;
};
struct AllowUrl {
  std::vector<Pattern> any_of;
  bool apply(http::RequestEdit& request) const;
};
struct DisallowUrl {
  Pattern pattern;
  bool apply(http::RequestEdit& request) const;
};
struct AllowHeader {
  std::string name;
  Pattern pattern;
  bool apply(http::RequestEdit& request) const;
};
struct DisallowHeader {
  std::string name;
  Pattern pattern;
  bool apply(http::RequestEdit& request) const;
};
struct BasicAuthFilter {
  Pattern pattern;  // of "user:password"
  bool apply(http::RequestEdit& request) const;
};
struct HeaderLimiter {
  std::string name;
  std::uint32_t percent;
  bool apply(http::RequestEdit& request) const;
};
struct ParamLimiter {
  std::string name;
  std::uint32_t percent;
  bool apply(http::RequestEdit& request) const;
};
struct RewriteUrl {
  std::vector<Replacement> first_of;
  bool apply(http::RequestEdit& request) const;
};
struct RewriteHeader {
  std::string name;
  Replacement replacement;
  bool apply(http::RequestEdit& request) const;
};

struct Rule {
  std::string name;  ///< the flag, and its value where one value alone decides: "http-disallow-url ^/admin"
  std::variant<AllowMethod, SetHeader, SetParam, AllowUrl, DisallowUrl, AllowHeader, DisallowHeader, BasicAuthFilter,
               HeaderLimiter, ParamLimiter, RewriteUrl, RewriteHeader>
      kind;

  bool apply(http::RequestEdit& request) const {
    return std::visit([&](const auto& rule) { return rule.apply(request); }, kind);
  }
};

/// In the order in which a request passes them. Throws UsageError that names the flag, the value, and the character
/// where it is wrong. `output`: what the rules are for, "" for all or "output-http:2", as part of the flags' names.
std::vector<Rule> compile(const RuleOptions& options, std::string_view output = "");

/// What is right, but hardly meant: "--http-allow-url: '^www.': ...".
std::vector<std::string> doubts(const RuleOptions& options);

/// Whether they give requests a Host of their own, which an output is then to keep.
bool sets_host(const RuleOptions& options);

}  // namespace gor
