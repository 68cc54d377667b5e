// SPDX-License-Identifier: Apache-2.0
// TLS for clients: what is verified and what is told to the server.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

namespace gor::net {

enum class Verify { certificate, nothing };

/// A context with the system's certificate authorities, or those that SSL_CERT_FILE or SSL_CERT_DIR name. Throws
/// StartError when OpenSSL cannot make one.
boost::asio::ssl::context make_client_context(Verify verify);

/// After one that has failed, in OpenSSL's words: "self-signed certificate".
std::string why_handshake_failed(SSL* session, const boost::system::error_code& error);

/// Before the handshake: sends `host` as SNI unless it is an IP address, and has the certificate checked against it.
/// False when OpenSSL refuses the name.
bool expect_host(SSL* session, const std::string& host, Verify verify);

}  // namespace gor::net
