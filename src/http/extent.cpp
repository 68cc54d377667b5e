// SPDX-License-Identifier: Apache-2.0
#include "http/extent.hpp"

#include <algorithm>
#include <optional>

#include "http/head.hpp"

namespace gor::http {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool has_space_before_colon(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != line.npos && colon > 0 && (line[colon - 1] == ' ' || line[colon - 1] == '\t');
}

}  // namespace

Extent extent_of(std::string_view bytes, Side side, PayloadBuilder& scratch) {
  Framer framer(side, 0);
  scratch.truncate(0);
  Extent extent;
  extent.begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
  std::string_view rest = bytes.substr(extent.begin);
  auto step = Framer::Step::head;
  while (step == Framer::Step::head) step = framer.feed(rest, scratch);
  extent.end = bytes.size() - rest.size();
  if (step == Framer::Step::complete || framer.ends_with_stream()) {
    extent.state = Extent::State::whole;
  } else if (step == Framer::Step::need_more) {
    extent.state = Extent::State::unfinished;
  }
  return extent;
}

bool has_clear_length(std::string_view head) {
  const auto line = parse_request_line(first_line(head));
  const bool is_old = line && line->version == "HTTP/1.0";  // which has no chunked coding
  std::optional<std::string_view> length;
  bool is_coded = false;
  Fields fields(head);
  while (const auto field = fields.next()) {
    const bool is_length = equals_ignoring_case(field->name, "Content-Length");
    const bool is_coding = equals_ignoring_case(field->name, "Transfer-Encoding");
    if (!is_length && !is_coding) continue;
    if (has_space_before_colon(field->line) || is_folded(field->line)) return false;
    if (is_length && (!is_digits(field->value) || (length && *length != field->value))) return false;
    if (is_coding && (is_old || !ends_in_chunked(field->value))) return false;
    if (is_length) length = field->value;
    is_coded = is_coded || is_coding;
  }
  return !(length && is_coded);
}

}  // namespace gor::http
