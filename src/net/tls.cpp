// SPDX-License-Identifier: Apache-2.0
// TLS client contexts and sessions.
#include "net/tls.hpp"

#include <boost/system/system_error.hpp>
#include <openssl/x509v3.h>

#include "base/error.hpp"
#include "net/endpoint.hpp"

namespace gor::net {

namespace ssl = boost::asio::ssl;

ssl::context make_client_context(Verify verify) {
  try {
    ssl::context context(ssl::context::tls_client);
    context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    if (verify == Verify::certificate) {
      context.set_default_verify_paths();
      context.set_verify_mode(ssl::verify_peer);
    } else {
      context.set_verify_mode(ssl::verify_none);
    }
    return context;
  } catch (const boost::system::system_error& error) {
    throw StartError(std::string("TLS: ") + error.what());
  }
}

bool expect_host(SSL* session, const std::string& host, Verify verify) {
  const bool is_name = !IpAddress::parse(host);
  if (is_name && SSL_set_tlsext_host_name(session, host.c_str()) != 1) return false;
  if (verify == Verify::nothing) return true;
  if (is_name) return SSL_set1_host(session, host.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1;
}

}  // namespace gor::net
