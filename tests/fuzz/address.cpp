// SPDX-License-Identifier: Apache-2.0
// URLs, references and capture addresses as users, redirects and recordings may write them: refused, or read as what
// reads the same again.
#include "capture/address.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/endpoint.hpp"
#include "net/url.hpp"

namespace {

using namespace gor;

std::optional<net::Url> url_of(std::string_view text) {
  try {
    return net::parse_url(text);
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

void check_url(std::string_view text) {
  net::without_password(std::string(text));
  const auto url = url_of(text);
  if (!url) return;
  if (url->host.empty() || url->authority.empty()) std::abort();
  const auto again = url_of((url->tls ? "https://" : "http://") + url->authority + url->target);
  if (!again || !again->same_origin(*url) || again->target != url->target) std::abort();
}

void check_reference(std::string_view text) {
  static const net::Url base = net::parse_url("http://user:word@example.org:8080/a");
  try {
    const net::Url led = net::resolve_reference(base, "/a/b?c", text);
    if (!led.target.empty() && led.target.front() != '/') std::abort();
    if (led.target.find_first_of("\r\n") != std::string::npos) std::abort();
  } catch (const UsageError&) {
  }
}

void check_capture(std::string_view text) {
  try {
    capture::parse_capture_address(text, capture::Engine::libpcap);
  } catch (const UsageError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_url(text);
  check_reference(text);
  check_capture(text);
  if (const auto address = net::IpAddress::parse(text)) {
    if (net::IpAddress::parse(address->text()) != address) std::abort();
  }
  return 0;
}
