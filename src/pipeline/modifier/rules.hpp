// SPDX-License-Identifier: Apache-2.0
// Filters and rewrites (docs/filters.md), made once from what users write.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_edit.hpp"
#include "pipeline/modifier/options.hpp"

namespace gor {

struct Rule {
  std::string name;  ///< the flag, and its value where one value alone decides: "http-disallow-url ^/admin"
  /// Whether the request goes on, changed perhaps. Outlives the edit. Any thread.
  std::function<bool(http::RequestEdit&)> apply;
};

/// In the order in which a request passes them. Throws UsageError that names the flag, the value, and the character
/// where it is wrong. `output`: what the rules are for, "" for all or "output-http:2", as part of the flags' names.
std::vector<Rule> compile(const RuleOptions& options, std::string_view output = "");
/// What is right, but hardly meant: "--http-allow-url: '^www.': ...". Throws as compile() does.
std::vector<std::string> doubts(const RuleOptions& options);
/// Whether they give requests a Host of their own, which an output is then to keep.
bool sets_host(const RuleOptions& options);
/// Whether they change the Host that requests have.
bool rewrites_host(const RuleOptions& options);

}  // namespace gor
