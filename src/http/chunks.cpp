// SPDX-License-Identifier: Apache-2.0
#include "http/chunks.hpp"

#include <charconv>
#include <cstddef>
#include <system_error>

#include "http/head.hpp"

namespace gor::http {
namespace {

/// Removes a line from the front and returns it without its line end; empty if it has none.
std::optional<std::string_view> take_line(std::string_view& rest) noexcept {
  const std::size_t line_end = rest.find('\n');
  if (line_end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, line_end + 1);
  rest.remove_prefix(line.size());
  return without_line_end(line);
}

}  // namespace

std::optional<std::string_view> Chunks::next() noexcept {
  if (is_over_) return std::nullopt;
  is_over_ = true;
  const std::string_view from_line = rest_;
  std::string_view rest = from_line;
  const auto line = take_line(rest);
  if (!line) return std::nullopt;
  std::size_t size = 0;
  const char* const line_end = line->data() + line->size();
  const auto [behind, error] = std::from_chars(line->data(), line_end, size, 16);
  const bool is_alone = behind == line_end;
  if (error != std::errc() || !(is_alone || *behind == ';' || *behind == ' ' || *behind == '\t')) return std::nullopt;
  if (!is_alone) has_extensions_ = true;
  if (size == 0) {
    trailers_ = from_line;
    complete_ = find_head_end(from_line) == from_line.size();
    return std::nullopt;
  }
  if (size > rest.size()) return std::nullopt;
  const std::string_view data = rest.substr(0, size);
  rest.remove_prefix(size);
  const auto data_end = take_line(rest);
  if (!data_end || !data_end->empty()) return std::nullopt;
  rest_ = rest;
  is_over_ = false;
  return data;
}

}  // namespace gor::http
