// SPDX-License-Identifier: Apache-2.0
// Filters and rewrites (docs/filters.md), compiled from what users write.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_edit.hpp"
#include "pipeline/modifier/options.hpp"

namespace gor {

struct Rule {
  std::string name;  ///< the flag, with its value if one value decides alone: "http-disallow-url ^/admin"
  /// Whether the request passes; it may be changed. Outlives the edit. Any thread.
  std::function<bool(http::RequestEdit&)> apply;
};

/// In the order in which a request passes them. Throws UsageError that names the flag, the value, and the character
/// where it is wrong. `output` is part of the flags' names: "" for all outputs, or "output-http:2".
std::vector<Rule> compile(const RuleOptions& options, std::string_view output = "");
/// Warnings about valid rules that are probably not meant: "--http-allow-url: '^www.': ...". Throws as compile() does.
std::vector<std::string> doubts(const RuleOptions& options);
/// Whether they set a Host, which an output must then keep.
bool sets_host(const RuleOptions& options);
/// Whether they change an existing Host.
bool rewrites_host(const RuleOptions& options);

}  // namespace gor
