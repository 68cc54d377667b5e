// SPDX-License-Identifier: Apache-2.0
// The one request that goes out of a message.
#pragma once

#include <utility>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "output/http/counts.hpp"
#include "output/http/request.hpp"
#include "output/http/worker.hpp"

namespace gor {

/// Everything on the io thread.
class RequestMaker {
 public:
  /// `counts` outlive it.
  RequestMaker(RequestEdits edits, HttpCounts& counts) : edits_(std::move(edits)), counts_(counts) {}

  /// Makes the worker's request ready, which is exactly one whatever else the message holds: bytes after its end are
  /// cut off, counted, and told the first time. Null, or the end of a message of which nothing can be sent.
  Count* make(const Message& message, HttpWorker& worker);

 private:
  const RequestEdits edits_;
  HttpCounts& counts_;
};

}  // namespace gor
