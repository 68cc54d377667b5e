// SPDX-License-Identifier: Apache-2.0
// Makes TLS contexts, and prepares sessions of clients.
#include "net/tls.hpp"

#include <cstdlib>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/system/system_error.hpp>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "base/error.hpp"
#include "net/endpoint.hpp"

namespace gor::net {

namespace ssl = boost::asio::ssl;

namespace {

// OpenSSL is built for the certificate path of one distribution. If nothing is there, and the user names no path
// (SSL_CERT_FILE, SSL_CERT_DIR), those of other distributions are tried.
void trust_the_systems_authorities(ssl::context& context) {
  context.set_default_verify_paths();
  const auto is_there = [](const char* path) { return path != nullptr && ::access(path, R_OK) == 0; };
  const bool is_named = std::getenv(X509_get_default_cert_file_env()) != nullptr ||
                        std::getenv(X509_get_default_cert_dir_env()) != nullptr;
  if (is_named || is_there(X509_get_default_cert_file())) return;
  for (const char* bundle :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    boost::system::error_code unreadable;
    if (is_there(bundle)) context.load_verify_file(bundle, unreadable);
    if (is_there(bundle) && !unreadable) return;
  }
}

ssl::context make_context(ssl::context::method method) {
  try {
    ssl::context context(method);
    context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    return context;
  } catch (const boost::system::system_error& error) {
    throw StartError(std::string("TLS: ") + error.what());
  }
}

void check(const boost::system::error_code& error, const char* what, const std::string& file) {
  if (error) throw StartError(std::string(what) + " " + file + ": " + error.message());
}

void identify(ssl::context& context, const TlsFiles& files) {
  if (files.certificate.empty()) return;
  const std::string& key = files.certificate_key.empty() ? files.certificate : files.certificate_key;
  boost::system::error_code error;
  context.use_certificate_chain_file(files.certificate, error);
  check(error, "certificate", files.certificate);
  context.use_private_key_file(key, ssl::context::pem, error);
  check(error, "certificate key", key);
}

void trust(ssl::context& context, const std::string& authorities) {
  boost::system::error_code error;
  context.load_verify_file(authorities, error);
  check(error, "certificate authorities", authorities);
}

}  // namespace

ssl::context make_client_context(Verify verify, const TlsFiles& files) {
  ssl::context context = make_context(ssl::context::tls_client);
  identify(context, files);
  if (verify == Verify::nothing) {
    context.set_verify_mode(ssl::verify_none);
    return context;
  }
  if (files.authorities.empty()) {
    trust_the_systems_authorities(context);
  } else {
    trust(context, files.authorities);
  }
  context.set_verify_mode(ssl::verify_peer);
  return context;
}

ssl::context make_client_context(Verify verify, const TlsTexts& texts) {
  ssl::context context = make_client_context(texts.authorities.empty() ? verify : Verify::nothing);
  boost::system::error_code error;
  if (!texts.certificate.empty()) {
    context.use_certificate_chain(boost::asio::buffer(texts.certificate), error);
    check(error, "client", "certificate");
    context.use_private_key(boost::asio::buffer(texts.certificate_key), ssl::context::pem, error);
    check(error, "client", "key");
  }
  if (verify == Verify::nothing || texts.authorities.empty()) return context;
  context.add_certificate_authority(boost::asio::buffer(texts.authorities), error);
  check(error, "certificate", "authorities");
  context.set_verify_mode(ssl::verify_peer);
  return context;
}

ssl::context make_server_context(const TlsFiles& files) {
  ssl::context context = make_context(ssl::context::tls_server);
  SSL_CTX_set_num_tickets(context.native_handle(), 0);  // connections are long, and not resumed
  identify(context, files);
  if (files.authorities.empty()) return context;
  trust(context, files.authorities);
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  return context;
}

std::string why_handshake_failed(SSL* session, const boost::system::error_code& error) {
  const long verified = SSL_get_verify_result(session);
  if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
  if (error == boost::asio::error::eof || error == ssl::error::stream_truncated) {
    return "the server has closed the connection";
  }
  return error.message();
}

bool expect_host(SSL* session, const std::string& host, Verify verify) {
  const bool is_name = !IpAddress::parse(host);
  if (is_name && SSL_set_tlsext_host_name(session, host.c_str()) != 1) return false;
  if (verify == Verify::nothing) return true;
  // The subject's name must be ignored if alternative names exist (RFC 9525 section 1.2).
  X509_VERIFY_PARAM_set_hostflags(SSL_get0_param(session), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (is_name) return SSL_set1_host(session, host.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1;
}

}  // namespace gor::net
