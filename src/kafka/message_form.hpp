// SPDX-License-Identifier: Apache-2.0
// The forms of a message as the value of a Kafka record (docs/kafka.md): text, or JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor::kafka {

/// Appends the metadata line and the payload.
void append_text(std::string& to, const Message& message);
/// Empty if it begins with no metadata line.
std::optional<Message> parse_text(std::string_view value);

/// Appends a request as a JSON object, in which U+FFFD replaces each byte that is not UTF-8. True if no byte was
/// replaced. A message that is not a request is not appended: the result is empty.
std::optional<bool> append_json(std::string& to, const Message& message);
/// Makes a request of the object; without its id if that cannot be one. Empty if it is not such an object.
std::optional<Message> parse_json(std::string_view value);

}  // namespace gor::kafka
