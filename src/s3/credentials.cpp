// SPDX-License-Identifier: Apache-2.0
#include "s3/credentials.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "base/environment.hpp"
#include "net/http/blocking_client.hpp"
#include "net/url.hpp"
#include "s3/settings.hpp"

namespace gor::s3 {
namespace {

using std::chrono::seconds;

constexpr seconds kServiceTimeout{2};
constexpr std::chrono::minutes kEarly{5};
constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

std::optional<TemporaryCredentials> from_settings(const std::string& access_key, const std::string& secret_key,
                                                  const std::string& session_token) {
  if (access_key.empty() || secret_key.empty()) return {};
  return TemporaryCredentials{{access_key, secret_key, session_token}, kNever};
}

/// The body of a successful answer; empty if the service is not there or refuses.
std::optional<std::string> ask(std::string_view method, const net::Url& url, const std::string& field) {
  net::BlockingHttpClient client(url);
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}Content-Length: 0\r\n\r\n", method,
                                 url.target.empty() ? "/" : url.target, url.authority, field);
  auto answer = client.send(method, std::move(head), "", kServiceTimeout, kMostBytes);
  if (!answer.is_success()) return {};
  return std::move(answer.body);
}

/// The token in a file, without its line end.
std::string token_in(const std::string& path) {
  std::string text = content_of(path);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

std::optional<TemporaryCredentials> from_container() {
  const std::string relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (relative.empty() && full.empty()) return {};
  const net::Url url = net::parse_url(relative.empty() ? full : "http://169.254.170.2" + relative);
  const std::string token_file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  const std::string token =
      token_file.empty() ? environment("AWS_CONTAINER_AUTHORIZATION_TOKEN") : token_in(token_file);
  const auto answer = ask("GET", url, token.empty() ? "" : fmt::format("Authorization: {}\r\n", token));
  return answer ? read_temporary_credentials(*answer) : std::nullopt;
}

// Version 2 of the service: a token first, then the role, then its credentials.
std::optional<TemporaryCredentials> from_instance() {
  if (environment("AWS_EC2_METADATA_DISABLED") == "true") return {};
  const std::string named = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  net::Url url = net::parse_url(named.empty() ? "http://169.254.169.254" : named);
  url.target = "/latest/api/token";
  const auto token = ask("PUT", url, "X-aws-ec2-metadata-token-ttl-seconds: 21600\r\n");
  if (!token) return {};
  const std::string field = fmt::format("X-aws-ec2-metadata-token: {}\r\n", *token);
  const std::string roles = "/latest/meta-data/iam/security-credentials/";
  url.target = roles;
  const auto role = ask("GET", url, field);
  if (!role || role->empty()) return {};
  url.target = roles + role->substr(0, role->find('\n'));
  const auto answer = ask("GET", url, field);
  return answer ? read_temporary_credentials(*answer) : std::nullopt;
}

std::optional<TemporaryCredentials> find() {
  auto found = from_settings(environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                             environment("AWS_SESSION_TOKEN"));
  if (found) return found;
  for (auto settings : {shared_credentials(), shared_config()}) {
    found =
        from_settings(settings["aws_access_key_id"], settings["aws_secret_access_key"], settings["aws_session_token"]);
    if (found) return found;
  }
  found = from_container();
  return found ? found : from_instance();
}

}  // namespace

Credentials CredentialSource::get() {
  std::lock_guard lock(mutex_);
  const auto now = std::chrono::system_clock::now();
  if (found_ && (found_->expires == kNever || now < found_->expires - kEarly)) return found_->credentials;
  auto found = find();
  if (!found && !found_) {
    throw std::runtime_error(
        "no credentials for S3: neither in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor in ~/.aws/credentials, nor "
        "from a container's or instance's service");
  }
  if (found) found_ = std::move(found);
  return found_->credentials;
}

void CredentialSource::renew() {
  std::lock_guard lock(mutex_);
  found_.reset();
}

}  // namespace gor::s3
