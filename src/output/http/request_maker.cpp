// SPDX-License-Identifier: Apache-2.0
#include "output/http/request_maker.hpp"

#include <algorithm>
#include <cstddef>

#include "base/log.hpp"
#include "http/body_length.hpp"
#include "http/extent.hpp"
#include "http/head.hpp"

namespace gor {

MessageCounter* RequestMaker::make(const Message& message, HttpWorker& worker) {
  const std::string_view payload = message.payload.view();
  const std::string_view bytes = payload.substr(std::min(payload.find_first_not_of("\r\n"), payload.size()));
  RecordedRequest& recorded = worker.recorded;
  if (!recorded.read(bytes)) return http::starts_with_request_line(bytes) ? &counts_.cut_off : &counts_.bad_request;

  http::BodyLength length;
  for (const http::FieldLines& lines : recorded.head.fields()) length.read(lines.name(), lines);
  std::uint64_t body_size = length.announced().value_or(0);
  if (length.is_chunked()) {
    const auto extent = http::extent_of(bytes, http::Side::request, worker.scratch);
    if (extent.state == http::Extent::State::invalid) return &counts_.bad_request;
    if (extent.state == http::Extent::State::unfinished) return &counts_.cut_off;
    body_size = extent.end - recorded.head.bytes().size();
  }
  if (body_size > recorded.body.size()) return &counts_.cut_off;
  if (body_size < recorded.body.size()) note_surplus(message);
  recorded.body = recorded.body.substr(0, body_size);

  prepare(recorded, edits_, worker.request);
  worker.is_clear = length.is_clear(recorded.line.version);
  if (!worker.is_clear) counts_.unclear_length.add();
  return nullptr;
}

void RequestMaker::note_surplus(const Message& message) {
  counts_.surplus.add();
  if (counts_.surplus.get() > 1) return;
  log::warning("{}: cutting off bytes after the end of {}, and after that of other requests", counts_.station.text(),
               message.id.view());
}

}  // namespace gor
