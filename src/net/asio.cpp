// SPDX-License-Identifier: Apache-2.0
// The only file that compiles Asio.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
