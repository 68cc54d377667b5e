// SPDX-License-Identifier: Apache-2.0
// Answers of the bulk API; and documents of any bytes, which are JSON in one line.
#include "elasticsearch/bulk.hpp"

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "elasticsearch/document.hpp"

using namespace gor;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (std::size_t count = 0; count < 4; ++count) {
    const auto ends = elasticsearch::parse_bulk_response(bytes, count);
    if (ends && ends->size() != count) __builtin_trap();
  }
  format::Exchange exchange;
  exchange.request.payload = Payload(bytes.substr(0, size / 2));
  exchange.response.emplace();
  exchange.response->payload = Payload(bytes.substr(size / 2));
  const std::string document = elasticsearch::document(exchange, 100);
  boost::system::error_code error;
  boost::json::parse(document, error);
  if (error || document.find('\n') != document.npos) __builtin_trap();
  return 0;
}
