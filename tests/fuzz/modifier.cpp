// SPDX-License-Identifier: Apache-2.0
// Hostile heads against rules of every kind, and rules of any text: refused with the reason, or applied so that the
// request is still one and its body is the same.
#include "pipeline/modifier.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "http/head.hpp"

namespace {

using namespace gor;

Message request_of(std::string_view payload) {
  Message message;
  message.payload = Payload(payload);
  return message;
}

void check_known_rules(std::string_view payload) {
  static StationMetrics station("filters");
  static Modifier modifier(compile({.set_header = {"A: set", "B: set"},
                                    .set_param = {"p=set", "q="},
                                    .disallow_header = {"C:^never$"},
                                    .basic_auth_filter = {"."},
                                    .header_limiter = {"D:90%"},
                                    .param_limiter = {"r:90%"},
                                    .rewrite_url = {"^/old/(.*)$:/new/$1", "(a)|b:[$1]"},
                                    .rewrite_header = {"E: x*,<$0>", "A: e,E"}}),
                           station);
  Message message = request_of(payload);
  if (!modifier.pass(message)) return;
  const std::string_view result = message.payload.view();
  const bool was_request = http::RequestEdit(payload).is_request();
  if (!was_request && result != payload) std::abort();
  if (!was_request) return;
  if (!http::RequestEdit(result).is_request()) std::abort();
  const auto header = http::find_field(result, "A");
  if (!header || header->value != "sEt") std::abort();
  const std::size_t head_end = http::find_head_end(payload);
  if (head_end != std::string_view::npos && !result.ends_with(payload.substr(head_end))) std::abort();
}

/// The first line says the kind of rule and the rule; the rest is the request.
void check_any_rule(std::string_view data) {
  const std::size_t line_end = data.find('\n');
  if (line_end == std::string_view::npos || line_end == 0) return;
  const std::string rule(data.substr(1, line_end - 1));
  RuleOptions options;
  std::vector<std::string>* const kinds[] = {
      &options.set_header,      &options.set_param,         &options.allow_url,      &options.allow_header,
      &options.disallow_header, &options.basic_auth_filter, &options.header_limiter, &options.param_limiter,
      &options.rewrite_url,     &options.rewrite_header};
  kinds[static_cast<unsigned char>(data[0]) % std::size(kinds)]->push_back(rule);
  try {
    doubts(options);
    sets_host(options);
    StationMetrics station("filters");
    Modifier modifier(compile(options), station);
    Message message = request_of(data.substr(line_end + 1));
    modifier.pass(message);
  } catch (const UsageError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_known_rules(text);
  check_any_rule(text);
  return 0;
}
