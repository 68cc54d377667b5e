// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/kubeconfig.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "http/base64.hpp"
#include "kubernetes/yaml.hpp"

namespace gor::kubernetes {
namespace {

/// The entry of a list by its name: clusters, contexts and users.
YamlNode named(const YamlNode& root, std::string_view list, std::string_view kind, const std::string& name) {
  for (const YamlNode& entry : root[list].items()) {
    if (entry["name"].text() == name) return entry[kind];
  }
  throw std::runtime_error(fmt::format("there is no {} \"{}\"", kind, name));
}

/// A text that is in the file itself, in base64, or in a file of its own.
std::string text_of(const YamlNode& node, const std::string& name, const std::filesystem::path& folder) {
  const std::string data = node[name + "-data"].text();
  if (!data.empty()) {
    auto decoded = http::from_base64(data);
    if (!decoded) throw std::runtime_error(fmt::format("{}-data is not base64", name));
    return std::move(*decoded);
  }
  const std::string file = node[name].text();
  return file.empty() ? "" : content_of(folder / file);
}

void refuse_unknown(const YamlNode& node, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (node[name]) throw std::runtime_error(fmt::format("gor does not know {}", name));
  }
}

}  // namespace

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) throw std::runtime_error(fmt::format("cannot read {}", file.string()));
  return content;
}

Access read_kubeconfig(std::string_view text, const std::filesystem::path& folder) {
  const YamlDocument document(text);
  const YamlNode root = document.root();
  const std::string name = root["current-context"].text();
  if (name.empty()) throw std::runtime_error("it has no current-context");
  const YamlNode context = named(root, "contexts", "context", name);
  const YamlNode cluster = named(root, "clusters", "cluster", context["cluster"].text());
  const YamlNode user = named(root, "users", "user", context["user"].text());
  refuse_unknown(cluster, {"proxy-url", "tls-server-name"});
  refuse_unknown(user, {"exec", "auth-provider", "username", "as"});
  Access access;
  try {
    access.server = net::parse_url(cluster["server"].text());
  } catch (const UsageError& error) {
    throw std::runtime_error(fmt::format("server: {}", error.what()));
  }
  access.verifies_server = cluster["insecure-skip-tls-verify"].text() != "true";
  access.tls.authorities = text_of(cluster, "certificate-authority", folder);
  access.tls.certificate = text_of(user, "client-certificate", folder);
  access.tls.certificate_key = text_of(user, "client-key", folder);
  access.token = user["token"].text();
  const std::string token_file = user["tokenFile"].text();
  if (!token_file.empty()) access.token_file = folder / token_file;
  return access;
}

}  // namespace gor::kubernetes
