// SPDX-License-Identifier: Apache-2.0
// The one place where Asio itself is compiled.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
