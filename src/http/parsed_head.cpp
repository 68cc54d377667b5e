// SPDX-License-Identifier: Apache-2.0
#include "http/parsed_head.hpp"

#include "base/block.hpp"

namespace gor::http {

bool ParsedHead::parse(std::string_view bytes) {
  clear();
  const std::size_t start_line_end = bytes.find('\n');
  if (start_line_end == std::string_view::npos) return false;
  start_line_ = bytes.substr(0, start_line_end + 1);
  std::size_t line = start_line_end + 1;       // where the current line begins
  std::size_t colon = std::string_view::npos;  // the first one in it
  for (std::size_t at = line; at < bytes.size(); at += Block::kSize) {
    const Block block(bytes.data() + at, bytes.size() - at);
    Block::Mask colons = block.equal(':');
    for (Block::Mask ends = block.equal('\n'); ends != 0; ends &= ends - 1) {
      const Block::Mask in_line = before_first_in(ends);
      if (colon == std::string_view::npos && (colons & in_line) != 0) colon = at + first_in(colons);
      const std::size_t next = at + first_in(ends) + 1;
      const std::string_view whole(bytes.data() + line, next - line);
      const std::string_view text = without_line_end(whole);
      if (text.empty()) return end_at(bytes, line);
      if (is_blank(text.front())) return parse_with_folds(bytes);
      if (colon != std::string_view::npos) {
        const std::size_t name_size = colon - line;
        fields_.push_back(
            {trim({text.data(), name_size}), trim({text.data() + name_size + 1, text.size() - name_size - 1}), whole});
      } else {
        fields_.push_back({{}, trim(text), whole});
      }
      line = next;
      colon = std::string_view::npos;
      colons &= ~in_line;
    }
    if (colon == std::string_view::npos && colons != 0) colon = at + first_in(colons);
  }
  clear();
  return false;
}

bool ParsedHead::parse_with_folds(std::string_view bytes) {
  fields_.clear();
  Fields fields(bytes);
  while (const auto field = fields.next()) fields_.push_back(*field);
  if (fields.rest().find('\n') != std::string_view::npos) return end_at(bytes, bytes.size() - fields.rest().size());
  clear();
  return false;
}

bool ParsedHead::end_at(std::string_view bytes, std::size_t empty_line) {
  const std::string_view rest = bytes.substr(empty_line);
  empty_line_ = rest.substr(0, rest.front() == '\n' ? 1 : 2);
  bytes_ = bytes.substr(0, empty_line + empty_line_.size());
  return true;
}

void ParsedHead::clear() noexcept {
  bytes_ = start_line_ = empty_line_ = {};
  fields_.clear();
}

}  // namespace gor::http
