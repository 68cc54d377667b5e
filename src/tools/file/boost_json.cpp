// SPDX-License-Identifier: Apache-2.0
// Boost.JSON itself, which is headers alone.
#include <boost/json/src.hpp>
