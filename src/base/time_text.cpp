// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gor {
namespace {

using std::chrono::nanoseconds;

/// Reads from the front of a text, and remembers whether all was as expected.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  bool is_good() const { return good_; }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { good_ = take(c) && good_; }
  /// Exactly so many digits, for a number within the bounds.
  int number(std::size_t digits, int least, int most) {
    const std::string_view text = rest_.substr(0, digits);
    const int value = parse_whole<std::uint16_t>(text).value_or(UINT16_MAX);
    good_ = good_ && text.size() == digits && value >= least && value <= most;
    rest_.remove_prefix(text.size());
    return value;
  }
  std::string_view word(std::size_t size) {
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(text.size());
    return text;
  }
  /// Digits behind a point; further than nanoseconds does not count.
  nanoseconds fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 1'000'000'000;
    bool any = false;
    while (!rest_.empty() && is_digit(rest_.front())) {
      unit /= 10;
      value += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
      any = true;
    }
    good_ = good_ && any;
    return nanoseconds(value);
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// "Z", "+01:00", "+0100".
std::chrono::minutes offset_of(Scanner& text) {
  if (text.take('Z')) return std::chrono::minutes(0);
  const int sign = text.take('-') ? -1 : 1;
  if (sign > 0) text.expect('+');
  const int hours = text.number(2, 0, 23);
  text.take(':');
  return sign * (std::chrono::hours(hours) + std::chrono::minutes(text.number(2, 0, 59)));
}

Timestamp at(std::time_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

/// Years for which nanoseconds fit into 64 bits.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2261;

std::optional<Timestamp> parse_calendar(std::string_view text) {
  Scanner scanner(text);
  std::tm fields{};
  fields.tm_year = scanner.number(4, kFirstYear, kLastYear) - 1900;
  scanner.expect('-');
  fields.tm_mon = scanner.number(2, 1, 12) - 1;
  scanner.expect('-');
  fields.tm_mday = scanner.number(2, 1, 31);
  nanoseconds fraction{0};
  if (scanner.take('T') || scanner.take(' ')) {
    fields.tm_hour = scanner.number(2, 0, 23);
    scanner.expect(':');
    fields.tm_min = scanner.number(2, 0, 59);
    if (scanner.take(':')) fields.tm_sec = scanner.number(2, 0, 60);
    if (scanner.take('.')) fraction = scanner.fraction();
  }
  if (!scanner.is_good()) return std::nullopt;
  Timestamp time;
  if (scanner.is_at_end()) {
    fields.tm_isdst = -1;
    time = at(std::mktime(&fields));
  } else {
    time = at(timegm(&fields)) - offset_of(scanner);
  }
  if (!scanner.is_good() || !scanner.is_at_end()) return std::nullopt;
  return time + fraction;
}

/// Seconds or nanoseconds since 1970.
std::optional<Timestamp> parse_count(std::string_view text) {
  constexpr std::size_t kMostSecondDigits = 10;
  constexpr std::size_t kLeastNanosecondDigits = 13;
  constexpr std::size_t kMostDigits = 19;
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const auto value = parse_whole<std::int64_t>(whole);
  if (!value || whole.starts_with('-') || whole.size() > kMostDigits) return std::nullopt;
  if (whole.size() >= kLeastNanosecondDigits && point == text.size()) return Timestamp(nanoseconds(*value));
  if (whole.size() > kMostSecondDigits) return std::nullopt;
  const Timestamp time{std::chrono::seconds(std::min<std::int64_t>(*value, 9'000'000'000))};
  if (point == text.size()) return time;
  Scanner scanner(text.substr(point + 1));
  const nanoseconds fraction = scanner.fraction();
  if (!scanner.is_good() || !scanner.is_at_end()) return std::nullopt;
  return time + fraction;
}

}  // namespace

std::string format_time(Timestamp time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t seconds = second.time_since_epoch().count();
  std::tm fields{};
  gmtime_r(&seconds, &fields);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &fields);
  std::string result(text.data(), size);
  if (const auto fraction = (time - second).count(); fraction != 0) {
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
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Scanner scanner(text);
  std::tm fields{};
  fields.tm_mday = scanner.number(2, 1, 31);
  scanner.expect('/');
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), scanner.word(3));
  if (month == kMonths.end()) return std::nullopt;
  fields.tm_mon = static_cast<int>(month - kMonths.begin());
  scanner.expect('/');
  fields.tm_year = scanner.number(4, kFirstYear, kLastYear) - 1900;
  scanner.expect(':');
  fields.tm_hour = scanner.number(2, 0, 23);
  scanner.expect(':');
  fields.tm_min = scanner.number(2, 0, 59);
  scanner.expect(':');
  fields.tm_sec = scanner.number(2, 0, 60);
  scanner.expect(' ');
  if (!scanner.is_good()) return std::nullopt;
  const Timestamp time = at(timegm(&fields)) - offset_of(scanner);
  if (!scanner.is_good() || !scanner.is_at_end()) return std::nullopt;
  return time;
}

}  // namespace gor
