// SPDX-License-Identifier: Apache-2.0
#include "pipeline/message_log.hpp"

#include "base/log.hpp"
#include "http/head.hpp"

namespace gor {

bool MessageLog::pass(Message& message) {
  log::debug(2, "{} {} {}", static_cast<char>(message.type), message.id.view(),
             log::printable(http::first_line(message.payload.view())));
  return true;
}

}  // namespace gor
