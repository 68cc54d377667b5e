// SPDX-License-Identifier: Apache-2.0
#include "http/query.hpp"

#include "base/text.hpp"

namespace gor::http {

std::string_view query_of(std::string_view target) noexcept {
  take_part(target, '?');
  return target;
}

std::optional<Param> next_param(std::string_view& params) noexcept {
  if (params.empty()) return std::nullopt;
  std::string_view value = take_part(params, '&');
  const bool has_value = value.find('=') != value.npos;
  const std::string_view name = take_part(value, '=');
  return Param{name, has_value ? std::optional(value) : std::nullopt};
}

std::optional<std::string_view> find_param(std::string_view target, std::string_view name) noexcept {
  std::string_view params = query_of(target);
  while (!params.empty()) {
    const std::string_view param = take_part(params, '&');
    const bool is_named = param.size() > name.size() && param[name.size()] == '=' && param.starts_with(name);
    if (is_named) return param.substr(name.size() + 1);
  }
  return std::nullopt;
}

}  // namespace gor::http
