// SPDX-License-Identifier: Apache-2.0
#include "s3/settings.hpp"

#include <fstream>
#include <iterator>

#include "base/environment.hpp"
#include "base/error.hpp"
#include "s3/ini_file.hpp"

namespace gor::s3 {
namespace {

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values) {
    if (!value.empty()) return value;
  }
  return {};
}

std::string profile() {
  return first_of({environment("AWS_PROFILE"), "default"});
}

}  // namespace

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> shared_credentials() {
  const std::string path =
      first_of({environment("AWS_SHARED_CREDENTIALS_FILE"), environment("HOME") + "/.aws/credentials"});
  return read_ini_section(content_of(path), profile());
}

std::map<std::string, std::string> shared_config() {
  const std::string path = first_of({environment("AWS_CONFIG_FILE"), environment("HOME") + "/.aws/config"});
  const std::string name = profile();
  return read_ini_section(content_of(path), name == "default" ? name : "profile " + name);
}

Settings read_settings() {
  auto config = shared_config();
  Settings settings;
  settings.region =
      first_of({environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"), config["region"], settings.region});
  const std::string endpoint =
      first_of({environment("AWS_ENDPOINT_URL_S3"), environment("AWS_ENDPOINT_URL"), config["endpoint_url"]});
  if (endpoint.empty()) return settings;
  try {
    settings.endpoint = net::parse_url(endpoint);
  } catch (const UsageError& error) {
    throw UsageError(std::string("AWS_ENDPOINT_URL: ") + error.what());
  }
  return settings;
}

}  // namespace gor::s3
