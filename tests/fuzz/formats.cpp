// SPDX-License-Identifier: Apache-2.0
// Foreign formats: HAR files, access logs, times. What is taken from them can be written in every format.
#include "tools/file/formats.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/time_text.hpp"
#include "tools/file/json_text.hpp"

using namespace gor;

namespace {

void write_in_every_format(const tools::Exchange& exchange) {
  tools::json_line(exchange.request);
  tools::curl_command(exchange.request);
  const std::string entry = tools::har_entry(exchange);
  if (!tools::is_utf8(entry)) __builtin_trap();
  // Once it has been read from HAR it stays as it is.
  const tools::Exchange back = tools::from_har_entry(entry, 1);
  const tools::Exchange again = tools::from_har_entry(tools::har_entry(back), 1);
  if (again.request.payload.view() != back.request.payload.view()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  tools::HarEntries entries([](std::string_view entry) {
    try {
      write_in_every_format(tools::from_har_entry(entry, 1));
    } catch (const std::runtime_error&) {
    }
  });
  entries.feed(bytes);
  if (const auto message = tools::from_access_log(bytes, "h", 1)) {
    tools::json_line(*message);
    tools::curl_command(*message);
    tools::har_entry({*message, {}});
  }
  if (const auto time = parse_time(bytes); time && parse_time(format_time(*time)) != time) __builtin_trap();
  return 0;
}
