// SPDX-License-Identifier: Apache-2.0
// The preparation of the one request that is sent for a message.
#pragma once

#include <utility>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "output/http/counts.hpp"
#include "output/http/request.hpp"
#include "output/http/worker.hpp"

namespace gor {

/// Used on the io thread only.
class RequestMaker {
 public:
  /// `counts` must outlive it.
  RequestMaker(ReplayEdits edits, HttpCounts& counts) : edits_(std::move(edits)), counts_(counts) {}

  /// Prepares the worker's request, which is exactly one whatever else the message contains: bytes after its end are
  /// cut off, counted, and logged the first time. Returns null, or the counter of the reason why nothing can be sent.
  MessageCounter* make(const Message& message, HttpWorker& worker);

 private:
  void note_surplus(const Message& message);

  const ReplayEdits edits_;
  HttpCounts& counts_;
};

}  // namespace gor
