// SPDX-License-Identifier: Apache-2.0
// TLS contexts: what is verified, and which certificate is presented.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include "net/tls_files.hpp"

namespace gor::net {

enum class Verify { certificate, nothing };

/// Trusts the system's certificate authorities, or those of SSL_CERT_FILE or SSL_CERT_DIR, unless `files` names others.
/// Throws StartError for a file that cannot be used.
boost::asio::ssl::context make_client_context(Verify verify, const TlsFiles& files = {});

/// The same with texts. Throws StartError for one that cannot be used.
boost::asio::ssl::context make_client_context(Verify verify, const TlsTexts& texts);

/// Needs a certificate. If `files` names authorities, clients must present a certificate too. Throws as
/// make_client_context().
boost::asio::ssl::context make_server_context(const TlsFiles& files);

/// The reason of a failed handshake, in OpenSSL's words: "self-signed certificate".
std::string why_handshake_failed(SSL* session, const boost::system::error_code& error);

/// Call it before the handshake: sends `host` as SNI unless it is an IP address, and has the certificate checked
/// against it. False if OpenSSL refuses the name.
bool expect_host(SSL* session, const std::string& host, Verify verify);

}  // namespace gor::net
