// SPDX-License-Identifier: Apache-2.0
// TLS for clients: what is verified and what is told to the server.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

namespace gor::net {

enum class Verify { certificate, nothing };

/// A context with the system's certificate authorities. Throws StartError when OpenSSL cannot make one.
boost::asio::ssl::context make_client_context(Verify verify);

/// Before the handshake: sends `host` as SNI unless it is an IP address, and has the certificate checked against it.
/// False when OpenSSL refuses the name.
bool expect_host(SSL* session, const std::string& host, Verify verify);

}  // namespace gor::net
