// SPDX-License-Identifier: Apache-2.0
// Hostile responses, recorded and replayed, and a request that repeats their values; rules of any text. A request
// stays one, and what is behind it stays framed as it was.
#include "causal/correlation.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/head.hpp"
#include "http/request_edit.hpp"

namespace {

using namespace gor;

constexpr std::size_t kLimit = std::size_t{1} << 16;

Message message_of(MessageType type, std::string_view payload) {
  Message message;
  message.type = type;
  message.id = MessageId("a");
  message.payload = Payload(payload);
  return message;
}

void correlate(const std::vector<std::string>& rules, const std::array<std::string_view, 3>& messages) {
  Correlation correlation(parse_correlation_rules(rules), kLimit, [](std::string_view rule) {
    // What is proposed can be used, but for names with characters that rules give a meaning to.
    try {
      parse_correlation_rules({std::string(rule)});
    } catch (const UsageError&) {
    }
  });
  correlation.learn(message_of(MessageType::response, messages[0]), {});
  correlation.learn(message_of(MessageType::replayed_response, messages[1]), {});
  const std::string_view request = messages[2];
  const auto rewritten = correlation.rewritten(Payload(request), 0, {});
  if (!rewritten) return;
  const bool was_request = http::parse_request_line(http::first_line(request)).has_value();
  const bool is_request = http::parse_request_line(http::first_line(rewritten->view())).has_value();
  if (was_request != is_request) std::abort();
  // No value makes a field, or ends the header.
  const auto count = [](std::string_view head) {
    std::size_t fields = 0;
    for (http::Fields all(head); all.next();) ++fields;
    return fields;
  };
  const bool has_body = http::find_head_end(request) < request.size();
  if (!has_body && count(request) != count(rewritten->view())) std::abort();
}

}  // namespace

/// The first line is a rule; what follows is cut into three at the first two NULs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view data(reinterpret_cast<const char*>(bytes), size);
  const std::string_view rule = data.substr(0, data.find('\n'));
  data.remove_prefix(std::min(rule.size() + 1, data.size()));
  std::array<std::string_view, 3> messages;
  for (std::string_view& message : messages) {
    message = data.substr(0, data.find('\0'));
    data.remove_prefix(std::min(message.size() + 1, data.size()));
  }
  correlate({"auto", "set-cookie:a -> cookie:a, header:b", "json:$..* -> param:c, json:$..*", "body:<([^>]*)> -> body",
             "header:d"},
            messages);
  try {
    correlate({std::string(rule)}, messages);
  } catch (const UsageError&) {
  }
  return 0;
}
