// SPDX-License-Identifier: Apache-2.0
// Waiting for what another thread brings about.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace gor::test {

/// False if it is not true within a time that a loaded machine keeps.
inline bool becomes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace gor::test
