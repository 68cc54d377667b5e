// SPDX-License-Identifier: Apache-2.0
// TLS: what is verified, and who one is.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include "net/tls_files.hpp"

namespace gor::net {

enum class Verify { certificate, nothing };

/// With the system's certificate authorities, or those that SSL_CERT_FILE or SSL_CERT_DIR name, unless `files` names
/// some. Throws StartError for a file that cannot be used.
boost::asio::ssl::context make_client_context(Verify verify, const TlsFiles& files = {});

/// Needs a certificate. With authorities, clients need one too. Throws as make_client_context().
boost::asio::ssl::context make_server_context(const TlsFiles& files);

/// After one that has failed, in OpenSSL's words: "self-signed certificate".
std::string why_handshake_failed(SSL* session, const boost::system::error_code& error);

/// Before the handshake: sends `host` as SNI unless it is an IP address, and has the certificate checked against it.
/// False when OpenSSL refuses the name.
bool expect_host(SSL* session, const std::string& host, Verify verify);

}  // namespace gor::net
