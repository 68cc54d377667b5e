// SPDX-License-Identifier: Apache-2.0
#include "output/most_connections.hpp"

#include <sys/resource.h>

namespace gor {

std::size_t most_connections(std::int64_t asked, std::size_t by_default) {
  constexpr std::size_t kSpare = 64;
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  const std::size_t allowed = std::max<std::size_t>(descriptors.rlim_cur, 2 * kSpare) - kSpare;
  return std::min(asked <= 0 ? by_default : static_cast<std::size_t>(asked), allowed);
}

}  // namespace gor
