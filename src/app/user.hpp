// SPDX-License-Identifier: Apache-2.0
// The user that gor continues as, --user (docs/security.md).
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace gor::app {

/// A user of this system.
struct User {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
};

/// Throws UsageError if the user is unknown or is root, or if this process is not root.
User find_user(const std::string& name);

/// Gives up root: the process becomes the user, with the groups of that user. The calling thread, and the threads that
/// it starts from now on, keep those of the capabilities (CAP_NET_RAW) that it has; older threads keep none, and
/// programs that are started get none. Throws StartError if the system refuses.
void become(const User& user, const std::vector<int>& capabilities);

}  // namespace gor::app
