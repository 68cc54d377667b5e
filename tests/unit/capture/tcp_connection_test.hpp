// SPDX-License-Identifier: Apache-2.0
// What the tests of connections have in common.
#pragma once

#include <string>
#include <vector>

#include "support/wire.hpp"

namespace gor::capture {

using test::Tap;
using test::Wire;
using test::WireSegment;
using Payloads = std::vector<std::string>;

inline const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
inline const std::string kPost = "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
inline const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

inline Wire wire(std::uint16_t port = 40000) {
  return {port, 1000, 9000};
}

}  // namespace gor::capture
