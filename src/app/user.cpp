// SPDX-License-Identifier: Apache-2.0
#include "app/user.hpp"

#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <sys/capability.h>
#include <sys/prctl.h>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "base/error.hpp"

namespace gor::app {
namespace {

struct Free {
  void operator()(cap_t capabilities) const noexcept { cap_free(capabilities); }
};
using Capabilities = std::unique_ptr<std::remove_pointer_t<cap_t>, Free>;

void require(bool succeeded, const User& user, std::string_view what) {
  if (succeeded) return;
  throw StartError(fmt::format("--user {}: cannot {}: {}", user.name, what,
                               std::error_code(errno, std::generic_category()).message()));
}

/// Those that this thread has and may keep.
std::vector<cap_value_t> held_of(const std::vector<int>& wanted) {
  const Capabilities now(cap_get_proc());
  std::vector<cap_value_t> held;
  for (const cap_value_t capability : wanted) {
    cap_flag_value_t has = CAP_CLEAR;
    if (cap_get_flag(now.get(), capability, CAP_PERMITTED, &has) == 0 && has == CAP_SET) held.push_back(capability);
  }
  return held;
}

void keep_only(const std::vector<cap_value_t>& held, const User& user) {
  const Capabilities kept(cap_init());
  const int count = static_cast<int>(held.size());
  for (const cap_flag_t set : {CAP_PERMITTED, CAP_EFFECTIVE}) {
    if (count > 0) cap_set_flag(kept.get(), set, count, held.data(), CAP_SET);
  }
  require(cap_set_proc(kept.get()) == 0, user, "reduce capabilities");
}

}  // namespace

User find_user(const std::string& name) {
  const passwd* const entry = getpwnam(name.c_str());
  if (entry == nullptr) throw UsageError(fmt::format("--user {}: there is no such user", name));
  if (entry->pw_uid == 0) throw UsageError(fmt::format("--user {}: is root; name another user", name));
  if (geteuid() != 0) throw UsageError(fmt::format("--user {}: only root can become another user", name));
  return {.name = name, .user = entry->pw_uid, .group = entry->pw_gid};
}

void become(const User& user, const std::vector<int>& capabilities) {
  const std::vector<cap_value_t> held = held_of(capabilities);
  // Without it, the change of the user would clear all capabilities.
  require(prctl(PR_SET_KEEPCAPS, 1) == 0, user, "keep capabilities");
  // A middleware cannot get back what is given up here, through a program with a set-user-ID bit.
  require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, user, "give up privileges");
  // These reach all threads of the process.
  require(initgroups(user.name.c_str(), user.group) == 0, user, "take its groups");
  require(setresgid(user.group, user.group, user.group) == 0, user, "take its group");
  require(setresuid(user.user, user.user, user.user) == 0, user, "become that user");
  keep_only(held, user);
  // Else /proc/self would belong to root, and its numbers could not be read for the metrics.
  prctl(PR_SET_DUMPABLE, 1);
}

}  // namespace gor::app
