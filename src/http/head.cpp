// SPDX-License-Identifier: Apache-2.0
#include "http/head.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/block.hpp"
#include "base/text.hpp"

namespace gor::http {
namespace {

// RFC 9110 section 5.6.2.
constexpr CharacterSet kToken("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

bool is_token(char c) noexcept {
  return kToken.has(c);
}

/// The line with its line end, if it has one.
std::string_view line_at(std::string_view text, std::size_t begin) noexcept {
  const std::size_t line_end = text.find('\n', begin);
  return text.substr(begin, line_end == std::string_view::npos ? line_end : line_end + 1 - begin);
}

/// Eight characters in lower case. A letter's bit 5 is its case; each byte's bit 7 is free for the comparisons.
constexpr std::uint64_t lower_word(std::uint64_t word) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  const std::uint64_t low_bits = word & (0x7f * kEach);
  const std::uint64_t at_least_a = low_bits + (0x80 - 'A') * kEach;
  const std::uint64_t beyond_z = low_bits + (0x80 - 'Z' - 1) * kEach;
  const std::uint64_t is_capital = at_least_a & ~beyond_z & ~word & (0x80 * kEach);
  return word | is_capital >> 2;
}

std::string_view trim_folds(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

// No method is longer: a longer token is other data.
constexpr std::size_t kMaxMethod = 64;

// A target has none, except for those that some clients leave in.
bool has_control(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); at += Block::kSize) {
    const Block block(text.data() + at, text.size() - at);
    const Block::Mask controls =
        (block.at_most(' ' - 1) & ~block.equal('\r') & ~block.equal('\t')) | block.equal('\x7f');
    // The zeros after the text are not part of it.
    if (controls != 0 && at + first_in(controls) < text.size()) return true;
  }
  return false;
}

constexpr std::size_t kVersionSize = std::string_view("HTTP/1.1").size();
bool is_version(std::string_view text) noexcept {
  return text.size() == kVersionSize && text.starts_with("HTTP/1.") && is_digit(text[kVersionSize - 1]);
}

// GoReplay writes the connection's version into the responses that it records.
constexpr std::string_view kStatusLine = "HTTP/v.d ddd";
/// Whether the text, at most as long as that, can begin a status line.
bool may_begin_status_line(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char wanted = kStatusLine[i];
    const bool fits = wanted == 'v'   ? text[i] >= '1' && text[i] <= '3'
                      : wanted == 'd' ? is_digit(text[i])
                                      : text[i] == wanted;
    if (!fits) return false;
  }
  return true;
}

/// The same for at least as many characters, without a loop.
bool begins_status_line(std::string_view text) noexcept {
  return text.starts_with("HTTP/") && text[5] >= '1' && text[5] <= '3' && text[6] == '.' && is_digit(text[7]) &&
         text[8] == ' ' && is_digit(text[9]) && is_digit(text[10]) && is_digit(text[11]);
}

}  // namespace

std::optional<RequestLine> parse_request_line(std::string_view line) noexcept {
  line = without_line_end(line);
  std::size_t method_size = 0;
  while (method_size < line.size() && is_token(line[method_size])) ++method_size;
  if (method_size == 0 || method_size > kMaxMethod || method_size == line.size() || line[method_size] != ' ') return {};
  const std::string_view rest = trim(line.substr(method_size + 1));
  if (rest.size() <= kVersionSize) return {};
  const std::size_t last_space = rest.size() - kVersionSize - 1;
  const std::string_view version = rest.substr(last_space + 1);
  if (rest[last_space] != ' ' || !is_version(version)) return {};
  const std::string_view target = trim(rest.substr(0, last_space));
  if (target.empty() || has_control(target)) return {};
  return RequestLine{line.substr(0, method_size), target, version};
}

std::optional<StatusLine> parse_status_line(std::string_view line) noexcept {
  line = without_line_end(line);
  if (line.size() < kStatusLine.size() || !begins_status_line(line)) return {};
  const int code = 100 * (line[9] - '0') + 10 * (line[10] - '0') + line[11] - '0';
  if (code < 100 || (line.size() > kStatusLine.size() && line[kStatusLine.size()] != ' ')) return {};
  return StatusLine{line.substr(0, 8), code};
}

bool may_start_request(std::string_view bytes) noexcept {
  const std::size_t line_end = bytes.find('\n');
  if (line_end != std::string_view::npos) return parse_request_line(bytes.substr(0, line_end)).has_value();
  std::size_t method_size = 0;
  while (method_size < bytes.size() && is_token(bytes[method_size])) ++method_size;
  if (method_size > kMaxMethod) return false;
  if (method_size == bytes.size()) return true;
  if (method_size == 0 || bytes[method_size] != ' ') return false;
  return !has_control(bytes.substr(method_size));
}

bool may_start_response(std::string_view bytes) noexcept {
  if (bytes.size() < kStatusLine.size()) return may_begin_status_line(bytes);
  if (!begins_status_line(bytes)) return false;
  const std::size_t line_end = bytes.find('\n');
  return line_end == std::string_view::npos || parse_status_line(bytes.substr(0, line_end)).has_value();
}

bool starts_with_credible_method(std::string_view bytes) noexcept {
  static constexpr std::array<std::string_view, 9> kMethods{"GET",     "POST",    "PUT",   "HEAD", "DELETE",
                                                            "OPTIONS", "CONNECT", "PATCH", "TRACE"};
  const std::string_view token = bytes.substr(0, bytes.find(' '));
  const auto is_part = [&](std::string_view method) {
    return token != method && (method.ends_with(token) || token.ends_with(method));
  };
  return std::none_of(token.begin(), token.end(), is_small_letter) &&
         std::none_of(kMethods.begin(), kMethods.end(), is_part);
}

bool starts_with_request_line(std::string_view bytes) noexcept {
  const std::size_t line_end = bytes.find('\n');
  return line_end != std::string_view::npos && parse_request_line(bytes.substr(0, line_end)).has_value();
}

bool starts_with_status_line(std::string_view bytes) noexcept {
  const std::size_t line_end = bytes.find('\n');
  return line_end != std::string_view::npos && parse_status_line(bytes.substr(0, line_end)).has_value();
}

std::size_t find_head_end(std::string_view bytes) noexcept {
  static constexpr Initials kNone("");
  const HeadParts head = visit_head(bytes, kNone, [](const FieldLines&) {});
  return head.bytes.empty() ? std::string_view::npos : head.bytes.size();
}

std::string_view first_line(std::string_view message) noexcept {
  return without_line_end(message.substr(0, std::min(message.find('\n'), message.size())));
}

std::string_view FieldLines::value() const noexcept {
  const bool has_name = colon_ < first_.size() && !is_blank(first_.front());
  if (!has_name) return trim(without_line_end(first_));
  if (is_folded()) return trim_folds(all_.substr(colon_ + 1));
  return trim(without_line_end(first_.substr(colon_ + 1)));
}

void FieldLines::add_folds(std::string_view head) noexcept {
  const auto begin = static_cast<std::size_t>(first_.data() - head.data());
  std::size_t end = begin + first_.size();
  while (end < head.size() && is_blank(head[end])) end += line_at(head, end).size();
  all_ = head.substr(begin, end - begin);
}

Fields::Fields(std::string_view head) noexcept {
  const std::size_t line_end = head.find('\n');
  if (line_end != std::string_view::npos) rest_ = head.substr(line_end + 1);
}

std::optional<Field> Fields::next() noexcept {
  if (rest_.empty() || rest_ == "\r" || empty_line_size(rest_) > 0) return {};
  const FieldLines lines(rest_, line_at(rest_, 0));
  rest_.remove_prefix(lines.all().size());
  return lines.parse();
}

std::size_t place_for_field(std::string_view head) noexcept {
  const std::size_t line_end = head.find('\n');
  if (line_end == std::string_view::npos) return line_end;
  const std::size_t place = line_end + 1;
  const bool is_continued = place < head.size() && is_blank(head[place]);
  return is_continued ? place + Fields(head).next()->line.size() : place;
}

bool is_folded(std::string_view field) noexcept {
  const std::size_t line_end = field.find('\n');
  return line_end != std::string_view::npos && line_end + 1 < field.size();
}

std::string unfolded(std::string_view value) {
  std::string text;
  while (!value.empty()) {
    if (!text.empty()) text += ' ';
    text += trim(without_line_end(line_at(value, 0)));
    value.remove_prefix(line_at(value, 0).size());
  }
  return text;
}

std::optional<Field> find_field(std::string_view head, std::string_view name) noexcept {
  Fields fields(head);
  while (auto field = fields.next()) {
    if (equals_ignoring_case(field->name, name)) return field;
  }
  return {};
}

bool list_has(std::string_view list, std::string_view token) noexcept {
  bool found = false;
  visit_list(list, [&](std::string_view one) { found = found || equals_ignoring_case(one, token); });
  return found;
}

bool ends_in_chunked(std::string_view codings) noexcept {
  return list_has(codings.substr(codings.rfind(',') + 1), "chunked");
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_token(c); });
}

bool has_same_letters(const char* a, const char* b, std::size_t size) noexcept {
  for (; size >= 8; a += 8, b += 8, size -= 8) {
    if (lower_word(load_as<std::uint64_t>(a)) != lower_word(load_as<std::uint64_t>(b))) return false;
  }
  return lower_word(load_some(a, size)) == lower_word(load_some(b, size));
}

bool starts_ignoring_case(std::string_view text, std::string_view with) noexcept {
  return equals_ignoring_case(text.substr(0, with.size()), with);
}

}  // namespace gor::http
