// SPDX-License-Identifier: Apache-2.0
// The choice of virtual networks by their numbers (VNI): --input-raw-vxlan-vni.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gor::capture {

class VniFilter {
 public:
  /// Passes everything.
  VniFilter() = default;
  /// `values`: "N" selects a network, "-N" excludes one; N has at most 24 bits. Without a selected one, all that are
  /// not excluded pass. Throws UsageError.
  explicit VniFilter(const std::vector<std::string>& values);

  /// `network`: as in Segment. Packets outside virtual networks pass unless networks are selected.
  bool passes(std::uint32_t network) const noexcept {
    return (selected_.empty() && excluded_.empty()) || passes_lists(network);
  }

 private:
  bool passes_lists(std::uint32_t network) const noexcept;

  std::vector<std::uint32_t> selected_;  // as in Segment
  std::vector<std::uint32_t> excluded_;
};

}  // namespace gor::capture
