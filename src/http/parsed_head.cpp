// SPDX-License-Identifier: Apache-2.0
#include "http/parsed_head.hpp"

namespace gor::http {

bool ParsedHead::parse(std::string_view bytes, const Initials& initials) {
  fields_.clear();
  parts_ = visit_head(bytes, initials, [this](const FieldLines& lines) { fields_.push_back(lines); });
  if (!parts_.bytes.empty()) return true;
  parts_ = {};
  fields_.clear();
  return false;
}

}  // namespace gor::http
