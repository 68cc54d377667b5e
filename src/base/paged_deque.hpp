// SPDX-License-Identifier: Apache-2.0
// A deque for items that come at one end and leave at the other.
#pragma once

#include <cstddef>

#include <boost/container/deque.hpp>
#include <boost/container/options.hpp>

namespace gor {

/// Allocates 8 KB at a time, where std::deque allocates for every two messages. Frees memory as it is emptied.
template <class Item>
using PagedDeque =
    boost::container::deque<Item, void,
                            boost::container::deque_options_t<boost::container::block_bytes<std::size_t{8} * 1024>>>;

}  // namespace gor
