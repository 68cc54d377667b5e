// SPDX-License-Identifier: Apache-2.0
// Values of Kafka records, as text and as JSON. What is read can be written, and is then read again as the same.
#include <string>
#include <string_view>

#include "http/head.hpp"
#include "kafka/message_form.hpp"

using namespace gor;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto message = kafka::parse_text(bytes)) {
    std::string text;
    kafka::append_text(text, *message);
    const auto again = kafka::parse_text(text);
    if (!again || again->payload.view() != message->payload.view()) __builtin_trap();
  }
  if (const auto message = kafka::parse_json(bytes)) {
    if (!http::parse_request_line(http::first_line(message->payload.view()))) __builtin_trap();
    std::string json;
    // JSON strings are UTF-8, unless the object had surrogates alone.
    if (kafka::append_json(json, *message) != true) return 0;
    const auto again = kafka::parse_json(json);
    if (!again || again->id.view() != message->id.view()) __builtin_trap();
  }
  return 0;
}
