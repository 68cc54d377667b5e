// SPDX-License-Identifier: Apache-2.0
#include "endpoint/endpoint.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::endpoint {

cli::Flag Endpoint::flag() {
  if (!kind_.value_name.empty()) return {kind_.name, kind_.value_name, &specs_, kind_.help};
  return {kind_.name, "", cli::on_off([this](bool on) { set(on); }), kind_.help};
}

void Endpoint::refuse(std::string_view value, std::string_view why) const {
  throw UsageError(fmt::format("--{}: '{}': {}", kind_.name, value, why));
}

}  // namespace gor::endpoint
