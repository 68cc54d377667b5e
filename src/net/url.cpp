// SPDX-License-Identifier: Apache-2.0
// Parses and resolves URLs.
#include "net/url.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"
#include "net/address.hpp"

namespace gor::net {
namespace {

bool breaks_a_line(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

void parse_authority(std::string_view authority, Url& url, std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return UsageError(fmt::format("URL {}: {}", without_password(text), why));
  };
  if (const auto at = authority.rfind('@'); at != authority.npos) {
    url.user_info = percent_decoded(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  std::string_view host = authority;
  std::string_view port;
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != authority.npos && (bracket == authority.npos || colon > bracket)) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (host.empty()) throw wrong("the host is missing");
  if (!bracketed && host.find_first_of("[]:") != host.npos) throw wrong("an IPv6 address needs brackets");
  if (host.find_first_of("\"<>\\^`{|}") != host.npos) throw wrong("no host has such a name");
  const std::uint16_t default_port = url.tls ? 443 : 80;
  url.port = default_port;
  if (!port.empty()) {
    const auto number = parse_port(port);
    if (!number || *number == 0) throw wrong("the port is not a number from 1 to 65535");
    url.port = *number;
  }
  url.authority = host;
  if (url.port != default_port) url.authority += fmt::format(":{}", url.port);
  url.host = bracketed ? host.substr(1, host.size() - 2) : host;
  url.host = lowered(std::move(url.host));
}

// RFC 3986 section 5.2.4, for a path that is empty or begins with a slash.
std::string without_dot_segments(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const bool is_last = end == path.size();
    if (segment == "..") plain.resize(plain.empty() ? 0 : plain.rfind('/'));
    if (segment != "." && segment != "..") {
      plain.append(path.substr(0, end));
    } else if (is_last) {
      plain += '/';
    }
    path.remove_prefix(end);
  }
  return plain;
}

Url locate(const Url& base, std::string_view base_target, std::string_view reference) {
  const auto scheme_end = reference.find("://");
  if (scheme_end != reference.npos && scheme_end < reference.find_first_of("/?#")) return parse_url(reference);
  if (reference.starts_with("//")) return parse_url(std::string(base.tls ? "https:" : "http:") += reference);
  if (std::any_of(reference.begin(), reference.end(), breaks_a_line)) {
    throw UsageError("white space in the reference");
  }
  Url url = base;
  reference = reference.substr(0, reference.find('#'));
  const auto path = base_target.substr(0, base_target.find('?'));
  if (reference.starts_with('/')) {
    url.target = reference;
  } else if (reference.starts_with('?')) {
    url.target = std::string(path) += reference;
  } else {
    url.target = std::string(path.substr(0, path.rfind('/') + 1)) += reference;
  }
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  return url;
}

}  // namespace

Url parse_url(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), breaks_a_line)) {
    throw UsageError(fmt::format("URL {}: white space must be percent-encoded", without_password(text)));
  }
  Url url;
  std::string_view rest = text;
  if (const auto colon = text.find("://"); colon != text.npos && text.find_first_of("/?#") > colon) {
    const std::string scheme = lowered(std::string(text.substr(0, colon)));
    if (scheme != "http" && scheme != "https") {
      throw UsageError(fmt::format("URL {}: the scheme must be http or https", without_password(text)));
    }
    url.tls = scheme == "https";
    rest.remove_prefix(colon + 3);
  }
  rest = rest.substr(0, rest.find('#'));
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  parse_authority(rest.substr(0, end), url, text);
  url.target = rest.substr(end);
  if (url.target.starts_with('?')) url.target.insert(0, 1, '/');
  return url;
}

Url url_of(const Address& address, bool tls) {
  Url url;
  url.tls = tls;
  url.host = address.host.empty() ? "localhost" : address.host;
  url.port = address.port;
  const bool is_ipv6 = url.host.find(':') != std::string::npos;
  url.authority = fmt::format("{}{}{}:{}", is_ipv6 ? "[" : "", url.host, is_ipv6 ? "]" : "", url.port);
  return url;
}

Url resolve_reference(const Url& base, std::string_view base_target, std::string_view reference) {
  Url url = locate(base, base_target, reference);
  const auto query = std::min(url.target.find('?'), url.target.size());
  url.target = without_dot_segments(std::string_view(url.target).substr(0, query)) + url.target.substr(query);
  return url;
}

std::string without_password(std::string_view url) {
  const auto scheme = url.find("://");
  const std::size_t begin = scheme == url.npos ? 0 : scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const auto colon = url.substr(0, end).find(':', begin);
  const bool may_have_password = colon != url.npos && !url.substr(begin).starts_with('[');
  // A password may contain any character, although '/', '?', '#' and '@' should be encoded.
  const auto at = may_have_password ? url.rfind('@') : url.substr(0, end).rfind('@');
  if (at == url.npos || at < begin) return std::string(url);
  const std::string_view user = colon < at ? url.substr(0, colon + 1) : url.substr(0, begin);
  return fmt::format("{}***{}", user, url.substr(at));
}

std::string public_url(std::string_view url) {
  std::string shown = without_password(url);
  const auto scheme = shown.find("://");
  const std::size_t begin = scheme == shown.npos ? 0 : scheme + 3;
  if (const auto at = shown.find("***@", begin); at != shown.npos) shown.erase(begin, at + 4 - begin);
  return shown.substr(0, shown.find_first_of("?#"));
}

std::string without_passwords(std::string_view message) {
  std::string shown;
  while (!message.empty()) {
    const std::size_t size = std::min(message.find_first_of(" \n"), message.size());
    const std::string_view word = message.substr(0, size);
    shown += word.find(':') < word.rfind('@') ? without_password(word) : word;
    shown += message.substr(size, 1);
    message.remove_prefix(std::min(size + 1, message.size()));
  }
  return shown;
}

}  // namespace gor::net
