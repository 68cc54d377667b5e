// SPDX-License-Identifier: Apache-2.0
#include "input/guests.hpp"

#include <sys/resource.h>

namespace gor {

std::size_t most_guests(std::size_t listeners) {
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  return std::min<std::size_t>(10'000, static_cast<std::size_t>(descriptors.rlim_cur) / 4 * 3 / listeners);
}

}  // namespace gor
