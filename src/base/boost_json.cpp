// SPDX-License-Identifier: Apache-2.0
// Compiles Boost.JSON, which consists of headers only.
#include <boost/json/src.hpp>
