// SPDX-License-Identifier: Apache-2.0
// Foreign formats: HAR files, access logs, times. What is taken from them can be written in every format.
#include "format/formats.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/time_text.hpp"
#include "format/json_text.hpp"

using namespace gor;

namespace {

void write_in_every_format(const format::Exchange& exchange) {
  format::json_line(exchange.request);
  format::curl_command(exchange.request);
  const std::string entry = format::har_entry(exchange);
  if (!format::is_utf8(entry)) __builtin_trap();
  // Once it has been read from HAR it stays as it is.
  const format::Exchange back = format::from_har_entry(entry, 1);
  const format::Exchange again = format::from_har_entry(format::har_entry(back), 1);
  if (again.request.payload.view() != back.request.payload.view()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  format::HarEntries entries([](std::string_view entry) {
    try {
      write_in_every_format(format::from_har_entry(entry, 1));
    } catch (const std::runtime_error&) {
    }
  });
  entries.feed(bytes);
  if (const auto message = format::from_access_log(bytes, "h", 1)) {
    format::json_line(*message);
    format::curl_command(*message);
    format::har_entry({*message, {}});
  }
  if (const auto time = parse_time(bytes); time && parse_time(format_time(*time)) != time) __builtin_trap();
  return 0;
}
