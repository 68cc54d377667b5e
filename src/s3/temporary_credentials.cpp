// SPDX-License-Identifier: Apache-2.0
#include "s3/temporary_credentials.hpp"

#include <string>

#include <boost/json.hpp>

#include "base/time_text.hpp"

namespace gor::s3 {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

std::optional<TemporaryCredentials> read_temporary_credentials(std::string_view text) {
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return {};
  const json::object& object = value.get_object();
  TemporaryCredentials read;
  read.credentials = {text_of(object, "AccessKeyId"), text_of(object, "SecretAccessKey"), text_of(object, "Token")};
  if (read.credentials.access_key.empty() || read.credentials.secret_key.empty()) return {};
  if (const auto expires = parse_time(text_of(object, "Expiration"))) {
    read.expires = std::chrono::floor<std::chrono::seconds>(*expires);
  }
  return read;
}

}  // namespace gor::s3
