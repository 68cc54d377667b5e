// SPDX-License-Identifier: Apache-2.0
#include "output/http/request_maker.hpp"

#include "base/log.hpp"
#include "http/extent.hpp"
#include "http/head.hpp"

namespace gor {

MessageCounter* RequestMaker::make(const Message& message, HttpWorker& worker) {
  using State = http::Extent::State;
  const auto extent = http::extent_of(message.payload.view(), http::Side::request, worker.scratch);
  worker.recorded = extent.of(message.payload.view());
  if (extent.state == State::unfinished && http::starts_with_request_line(worker.recorded)) return &counts_.cut_off;
  const bool is_one = extent.state == State::whole && prepare(worker.recorded, edits_, worker.request);
  if (!is_one) return &counts_.bad_request;
  if (extent.end < message.payload.size()) {
    counts_.surplus.add();
    if (counts_.surplus.get() == 1) {
      log::warning("{}: cutting off bytes after the end of {}, and after that of other requests",
                   counts_.station.text(), message.id.view());
    }
  }
  worker.is_clear = http::has_clear_length(worker.request.head);
  if (!worker.is_clear) counts_.unclear_length.add();
  return nullptr;
}

}  // namespace gor
