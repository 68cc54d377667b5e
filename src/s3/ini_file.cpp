// SPDX-License-Identifier: Apache-2.0
#include "s3/ini_file.hpp"

#include "base/text.hpp"
#include "http/head.hpp"

namespace gor::s3 {

std::map<std::string, std::string> read_ini_section(std::string_view text, std::string_view section) {
  std::map<std::string, std::string> settings;
  bool is_inside = false;
  while (!text.empty()) {
    const std::string_view raw = take_part(text, '\n');
    const bool is_nested = raw.starts_with(' ') || raw.starts_with('\t');
    const std::string_view line = http::trim(http::without_line_end(raw));
    if (line.empty() || line.starts_with('#') || line.starts_with(';') || is_nested) continue;
    if (line.starts_with('[')) {
      is_inside = http::trim(line.substr(1, line.find(']') - 1)) == section;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!is_inside || equals == std::string_view::npos) continue;
    settings[std::string(http::trim(line.substr(0, equals)))] = http::trim(line.substr(equals + 1));
  }
  return settings;
}

}  // namespace gor::s3
