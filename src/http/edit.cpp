// SPDX-License-Identifier: Apache-2.0
#include "http/edit.hpp"

#include <algorithm>

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

Payload with_field(std::string_view message, std::string_view name, std::string_view value) {
  PayloadBuilder edited;
  edited.reserve(message.size() + name.size() + value.size() + 4);
  if (const auto field = find_field(message, name)) {
    const auto before = static_cast<std::size_t>(field->value.data() - message.data());
    edited.append(message.substr(0, before));
    edited.append(value);
    edited.append(message.substr(before + field->value.size()));
    return edited.finish();
  }
  const std::size_t line_end = std::min(message.find('\n'), message.size() - 1) + 1;
  edited.append(message.substr(0, line_end));
  edited.append(name);
  edited.append(": ");
  edited.append(value);
  edited.append("\r\n");
  edited.append(message.substr(line_end));
  return edited.finish();
}

}  // namespace gor::http
