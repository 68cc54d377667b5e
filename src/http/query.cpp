// SPDX-License-Identifier: Apache-2.0
#include "http/query.hpp"

#include "base/text.hpp"

namespace gor::http {

std::optional<std::string_view> find_param(std::string_view target, std::string_view name) noexcept {
  const std::size_t query = target.find('?');
  if (query == std::string_view::npos) return {};
  std::string_view rest = target.substr(query + 1);
  while (!rest.empty()) {
    const std::string_view param = take_part(rest, '&');
    if (param.size() > name.size() && param[name.size()] == '=' && param.starts_with(name)) {
      return param.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace gor::http
