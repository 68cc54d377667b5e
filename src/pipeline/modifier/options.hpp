// SPDX-License-Identifier: Apache-2.0
// The rules as users write them (docs/filters.md), by kind; within a kind, in the order of the command line.
#pragma once

#include <string>
#include <vector>

namespace gor {

struct RuleOptions {
  std::vector<std::string> allow_method = {};
  std::vector<std::string> set_header = {};  ///< "Name: value"
  std::vector<std::string> set_param = {};   ///< "name=value"
  std::vector<std::string> allow_url = {};
  std::vector<std::string> disallow_url = {};
  std::vector<std::string> allow_header = {};  ///< "Name:REGEX"
  std::vector<std::string> disallow_header = {};
  std::vector<std::string> basic_auth_filter = {};
  std::vector<std::string> header_limiter = {};  ///< "Name:N%"
  std::vector<std::string> param_limiter = {};
  std::vector<std::string> rewrite_url = {};     ///< "REGEX:replacement"
  std::vector<std::string> rewrite_header = {};  ///< "Name: REGEX,replacement"
};

}  // namespace gor
