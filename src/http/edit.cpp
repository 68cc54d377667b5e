// SPDX-License-Identifier: Apache-2.0
#include "http/edit.hpp"

#include "http/head.hpp"

namespace gor::http {

Payload without_field(std::string_view message, std::string_view name) {
  PayloadBuilder edited;
  edited.reserve(message.size());
  const char* copied = message.data();
  Fields fields(message);
  while (const auto field = fields.next()) {
    if (!equals_ignoring_case(field->name, name)) continue;
    edited.append({copied, static_cast<std::size_t>(field->line.data() - copied)});
    copied = field->line.data() + field->line.size();
  }
  edited.append({copied, static_cast<std::size_t>(message.data() + message.size() - copied)});
  return edited.finish();
}

}  // namespace gor::http
