// SPDX-License-Identifier: Apache-2.0
// Reads access logs in the common, combined and vhost_combined formats of nginx and Apache.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_text.hpp"
#include "format/formats.hpp"
#include "format/http_text.hpp"
#include "http/head.hpp"
#include "net/endpoint.hpp"

namespace gor::format {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kLongestTime = 48;  // including its closing bracket

bool begins_blank(std::string_view text) {
  return text.empty() || kBlanks.find(text.front()) != std::string_view::npos;
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
}

std::string_view take_word(std::string_view& rest) {
  skip_blanks(rest);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

/// Removes everything up to and including the first "[...]" that is a time. Syslog tags have brackets too:
/// "nginx[123]:".
std::optional<Timestamp> take_time(std::string_view& rest, std::string_view& before) {
  const std::string_view line = rest;
  for (std::size_t open = 0; (open = line.find('[', open)) != std::string_view::npos; ++open) {
    const std::string_view within = line.substr(open + 1, kLongestTime);
    const std::size_t close = within.find(']');
    const auto time = close == within.npos ? std::nullopt : parse_log_time(within.substr(0, close));
    if (!time) continue;
    before = line.substr(0, open);
    rest = line.substr(open + 1 + close + 1);
    return time;
  }
  return std::nullopt;
}

struct Origin {
  std::string_view client;
  std::string_view virtual_host;
};

/// Parses "client ident user", which may follow a virtual host, which may follow a syslog prefix.
Origin origin_of(std::string_view text) {
  const auto is_address = [](std::string_view word) { return net::IpAddress::parse(word).has_value(); };
  std::vector<std::string_view> words;
  for (std::string_view word; !(word = take_word(text)).empty();) {
    words.push_back(word);
    if (word.ends_with(':') && !is_address(word)) words.clear();
  }
  words.resize(std::max<std::size_t>(words.size(), 3));
  const bool has_host = words.size() > 3 && words[1] != "-" && (is_address(words[1]) || words[2] == "-");
  if (!has_host) return {words[0], {}};
  std::string_view host = words[0];
  for (const std::string_view usual : {":80", ":443"}) {
    if (host.ends_with(usual)) host.remove_suffix(usual.size());
  }
  return {words[1], host};
}

/// Decodes the escapes of nginx and Apache: \" \\ \n \t \x22.
std::string unescaped(std::string_view text) {
  static constexpr std::string_view kLetters = "nrtbvf";
  static constexpr std::string_view kMeant = "\n\r\t\b\v\f";
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char escape = text[++i];
    const bool is_hex =
        escape == 'x' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    const std::size_t letter = kLetters.find(escape);
    if (is_hex) {
      plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      plain += letter == std::string_view::npos ? escape : kMeant[letter];
    }
  }
  return plain;
}

/// Removes a quoted text from the front, and returns it without quotes and escapes. Empty if no quoted text is there.
/// Some log formats do not escape quotes within the text, so the closing quote is the first one after which the rest
/// `may_follow`.
std::optional<std::string> take_quoted(std::string_view& rest, bool (*may_follow)(std::string_view)) {
  skip_blanks(rest);
  if (!rest.starts_with('"')) return std::nullopt;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"' && may_follow(rest.substr(i + 1))) {
      const std::string_view quoted = rest.substr(1, i - 1);
      rest.remove_prefix(i + 1);
      return unescaped(quoted);
    }
  }
  return std::nullopt;
}

bool begins_with_status(std::string_view rest) {
  if (!begins_blank(rest)) return false;
  const std::string_view word = take_word(rest);
  return word == "-" || (word.size() == 3 && std::all_of(word.begin(), word.end(), is_digit));
}

/// The request line in the form of HTTP/1; empty for anything that is not a request. Logs have the same parts for
/// HTTP/2 and 3, and no version for HTTP/0.9.
std::string start_line_of(const std::string& logged) {
  const std::size_t last = logged.rfind(' ');
  const std::string_view version = std::string_view(logged).substr(std::min(last, logged.size() - 1) + 1);
  std::string line = logged;
  if (logged.starts_with("PRI * ")) return {};  // the preface of HTTP/2
  if (version == "HTTP/2.0" || version == "HTTP/2" || version == "HTTP/3.0" || version == "HTTP/3") {
    line = logged.substr(0, last) + " HTTP/1.1";
  } else if (version == "HTTP/0.9") {
    line = logged.substr(0, last) + " HTTP/1.0";
  } else if (logged.starts_with("GET /") && last == 3) {
    line = logged + " HTTP/1.0";
  }
  return http::parse_request_line(line) ? line : std::string();
}

}  // namespace

std::optional<Message> from_access_log(std::string_view line, std::string_view host, std::uint64_t number) {
  line = http::without_line_end(line);
  std::string_view before;
  const auto time = take_time(line, before);
  if (!time) return std::nullopt;
  const Origin origin = origin_of(before);
  const auto request = take_quoted(line, begins_with_status);
  const std::string start_line = request && !request->empty() ? start_line_of(*request) : std::string();
  if (start_line.empty()) return std::nullopt;
  take_word(line);  // status
  take_word(line);  // bytes
  const auto referer = take_quoted(line, begins_blank);
  const auto agent = take_quoted(line, begins_blank);

  HttpBuilder head(start_line);
  head.add_header("Host", origin.virtual_host.empty() ? host : origin.virtual_host);
  if (agent && *agent != "-") head.add_header("User-Agent", *agent);
  if (referer && *referer != "-") head.add_header("Referer", *referer);
  Message message;
  message.id = MessageId(fmt::format("{:016x}{:08x}", std::hash<std::string_view>{}(origin.client), number));
  message.timestamp = *time;
  message.latency = std::chrono::nanoseconds(0);
  message.payload = head.finish("", false);
  return message;
}

}  // namespace gor::format
