// SPDX-License-Identifier: Apache-2.0
#include "pipeline/prettifier.hpp"

#include "http/body.hpp"

namespace gor {

bool Prettifier::pass(Message& message) {
  station_.in.add(message.type);
  if (auto pretty = http::unwrapped(message.payload.view(), limit_bytes_)) message.payload = *std::move(pretty);
  station_.out.add(message.type);
  return true;
}

}  // namespace gor
