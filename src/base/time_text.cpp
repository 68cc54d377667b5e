// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gor {
namespace {

using std::chrono::nanoseconds;

/// Removes from the front what strptime(3) reads by the format, provided that strftime(3) would write it so.
bool take(std::string_view& text, const char* format, std::tm& fields) {
  const std::string copy(text);
  const char* const end = strptime(copy.c_str(), format, &fields);
  if (end == nullptr) return false;
  std::array<char, 32> written;
  const std::size_t size = std::strftime(written.data(), written.size(), format, &fields);
  const auto used = static_cast<std::size_t>(end - copy.c_str());
  if (text.substr(0, used) != std::string_view(written.data(), size)) return false;
  text.remove_prefix(used);
  return true;
}

/// Removes a point and digits from the front; digits beyond nanoseconds are ignored. Empty if there are none.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  std::string digits(text.substr(1, end - 1));
  if (digits.empty()) return std::nullopt;
  digits.resize(9, '0');
  text.remove_prefix(end);
  return nanoseconds(parse_whole<std::int64_t>(digits).value_or(0));
}

/// Whether the time fits into 64 bits of nanoseconds around 1970.
bool is_in_range(const std::tm& fields) {
  return fields.tm_year >= 70 && fields.tm_year <= 361;
}

/// Seconds of "Z", "+01:00" or "+0100", which must be the complete text: strptime(3) accepts more.
std::optional<long> offset_of(const std::string& zone) {
  if (zone == "Z") return 0;
  const bool has_form = zone.size() == 5 || (zone.size() == 6 && zone[3] == ':');
  if (!has_form || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  std::tm fields{};
  const char* const end = strptime(zone.c_str(), "%z", &fields);
  const bool is_whole = end == zone.c_str() + zone.size() && std::labs(fields.tm_gmtoff) < 24L * 3600;
  return is_whole ? std::optional(fields.tm_gmtoff) : std::nullopt;
}

std::optional<Timestamp> in_zone(std::tm fields, const std::string& zone) {
  const auto offset = offset_of(zone);
  if (!offset || !is_in_range(fields)) return std::nullopt;
  return Timestamp(std::chrono::seconds(timegm(&fields) - *offset));
}

std::optional<Timestamp> in_local_time(std::tm fields) {
  fields.tm_isdst = -1;
  if (!is_in_range(fields)) return std::nullopt;
  return Timestamp(std::chrono::seconds(std::mktime(&fields)));
}

std::optional<Timestamp> parse_calendar(std::string_view text) {
  std::tm fields{};
  std::optional<nanoseconds> fraction(0);
  if (!take(text, "%Y-%m-%d", fields)) return std::nullopt;
  if (text.starts_with('T') || text.starts_with(' ')) {
    text.remove_prefix(1);
    if (!take(text, "%H:%M:%S", fields) && !take(text, "%H:%M", fields)) return std::nullopt;
    if (text.starts_with('.')) fraction = take_fraction(text);
  }
  const auto time = text.empty() ? in_local_time(fields) : in_zone(fields, std::string(text));
  return time && fraction ? std::optional(*time + *fraction) : std::nullopt;
}

/// Parses seconds or nanoseconds since 1970.
std::optional<Timestamp> parse_count(std::string_view text) {
  constexpr std::size_t kMostSecondDigits = 10;
  constexpr std::size_t kLeastNanosecondDigits = 13;
  constexpr std::size_t kMostDigits = 19;
  std::string_view rest = text.substr(std::min(text.find('.'), text.size()));
  const std::string_view whole = text.substr(0, text.size() - rest.size());
  const auto value = parse_whole<std::int64_t>(whole);
  if (!value || whole.starts_with('-') || whole.size() > kMostDigits) return std::nullopt;
  if (whole.size() >= kLeastNanosecondDigits && rest.empty()) return Timestamp(nanoseconds(*value));
  if (whole.size() > kMostSecondDigits) return std::nullopt;
  const Timestamp time{std::chrono::seconds(std::min<std::int64_t>(*value, 9'000'000'000))};
  const auto fraction = rest.empty() ? nanoseconds(0) : take_fraction(rest);
  return fraction && rest.empty() ? std::optional(time + *fraction) : std::nullopt;
}

}  // namespace

std::string format_time(Timestamp time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t count = time.time_since_epoch().count();
  const std::int64_t fraction = (count % kSecond + kSecond) % kSecond;
  const std::time_t seconds = count / kSecond - (count % kSecond < 0 ? 1 : 0);
  std::tm fields{};
  gmtime_r(&seconds, &fields);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &fields);
  std::string result(text.data(), size);
  if (fraction != 0) {
    result += fmt::format(".{:09}", fraction);
    result.erase(result.find_last_not_of('0') + 1);
  }
  return result + 'Z';
}

std::optional<Timestamp> parse_time(std::string_view text) {
  if (text.size() > 4 && text[4] == '-') return parse_calendar(text);
  return parse_count(text);
}

std::optional<Timestamp> parse_log_time(std::string_view text) {
  if (text.size() > 4 && text[4] == '-') return parse_calendar(text);
  std::tm fields{};
  std::optional<nanoseconds> fraction(0);
  if (!take(text, "%d/%b/%Y:%H:%M:%S", fields)) return std::nullopt;
  if (text.starts_with('.')) fraction = take_fraction(text);
  const auto time = text.starts_with(' ') ? in_zone(fields, std::string(text.substr(1))) : std::nullopt;
  return time && fraction ? std::optional(*time + *fraction) : std::nullopt;
}

}  // namespace gor
