// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/access.hpp"

#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "base/environment.hpp"
#include "base/error.hpp"

namespace gor::kubernetes {
namespace {

const std::filesystem::path kServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

Access from_service_account(const std::string& host) {
  const std::string port = environment("KUBERNETES_SERVICE_PORT");
  const bool is_ipv6 = host.find(':') != std::string::npos;
  Access access;
  access.server = net::parse_url(
      fmt::format("https://{}{}{}:{}", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port.empty() ? "443" : port));
  access.tls.authorities = content_of(kServiceAccount / "ca.crt");
  access.token_file = kServiceAccount / "token";
  content_of(access.token_file);
  return access;
}

}  // namespace

Access find_access() {
  const std::filesystem::path file = environment("KUBECONFIG");
  const std::string host = environment("KUBERNETES_SERVICE_HOST");
  try {
    if (!file.empty()) return read_kubeconfig(content_of(file), file.parent_path());
    if (!host.empty()) return from_service_account(host);
  } catch (const std::runtime_error& error) {
    throw UsageError(
        fmt::format("{}: {}", file.empty() ? "service account" : "KUBECONFIG " + file.string(), error.what()));
  }
  throw UsageError(
      "the Kubernetes API is not known: gor runs in no pod with a service account, and KUBECONFIG names no file");
}

std::string authorization_of(const Access& access) {
  std::string token = access.token_file.empty() ? access.token : content_of(access.token_file);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) token.pop_back();
  return token.empty() ? "" : "Bearer " + token;
}

}  // namespace gor::kubernetes
