// SPDX-License-Identifier: Apache-2.0
#include "http/parsed_head.hpp"

namespace gor::http {

bool ParsedHead::parse(std::string_view bytes, const Initials& initials) {
  bytes_ = empty_line_ = {};
  fields_.clear();
  start_line_ = bytes.substr(0, bytes.find('\n') + 1);
  if (start_line_.empty()) return false;
  const std::string_view end = visit_fields(bytes.substr(start_line_.size()), initials,
                                            [this](const FieldLines& lines) { fields_.push_back(lines); });
  if (end.empty()) {
    start_line_ = {};
    fields_.clear();
    return false;
  }
  empty_line_ = end.substr(0, empty_line_size(end));
  bytes_ = bytes.substr(0, bytes.size() - end.size() + empty_line_.size());
  return true;
}

}  // namespace gor::http
