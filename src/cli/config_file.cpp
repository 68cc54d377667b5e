// SPDX-License-Identifier: Apache-2.0
#include "cli/config_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#define TOML_HEADER_ONLY 1
#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/error.hpp"

namespace gor::cli {
namespace {

std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  return std::nullopt;
}

ConfigEntry make_entry(const std::string& path, const toml::key& key, const toml::node& node) {
  ConfigEntry entry;
  entry.name = key.str();
  entry.origin = fmt::format("{}:{}: {}", path, key.source().begin.line, key.str());
  const auto add = [&](const toml::node& value) {
    auto text = scalar_text(value);
    if (!text)
      throw UsageError(entry.origin + ": a flag's value is a string, a number, true, false, or a list of them");
    entry.values.push_back(*std::move(text));
  };
  if (const auto* array = node.as_array()) {
    entry.is_array = true;
    for (const auto& value : *array) add(value);
  } else {
    add(node);
  }
  return entry;
}

}  // namespace

std::vector<ConfigEntry> read_config_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw UsageError(fmt::format("--config: '{}': {}", path, std::strerror(errno)));
  // The parser can read a pipe only through a string.
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    const toml::table table = toml::parse(text, path);
    std::vector<const toml::key*> keys;
    keys.reserve(table.size());
    for (const auto& [key, node] : table) keys.push_back(&key);
    // The table is sorted by name, but the order of repeated flags may matter.
    std::sort(keys.begin(), keys.end(),
              [](const toml::key* a, const toml::key* b) { return a->source().begin < b->source().begin; });
    std::vector<ConfigEntry> entries;
    entries.reserve(keys.size());
    for (const toml::key* key : keys) entries.push_back(make_entry(path, *key, *table.get(key->str())));
    return entries;
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
}

}  // namespace gor::cli
