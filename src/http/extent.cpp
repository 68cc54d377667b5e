// SPDX-License-Identifier: Apache-2.0
#include "http/extent.hpp"

#include <algorithm>

#include "http/body_length.hpp"
#include "http/head.hpp"

namespace gor::http {

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
  static constexpr Initials kInitials(BodyLength::kInitials);
  BodyLength length;
  const HeadParts parts =
      visit_head(head, kInitials, [&](const FieldLines& lines) { length.read(lines.name(), lines); });
  const auto line = parse_request_line(parts.start_line);
  return length.is_clear(line ? line->version : std::string_view());
}

}  // namespace gor::http
