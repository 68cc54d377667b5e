// SPDX-License-Identifier: Apache-2.0
// The pods that a value of --input-raw selects.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gor::kubernetes {

struct Selection {
  std::string name_space;  ///< empty: all namespaces
  std::string labels;      ///< a label selector of the API; empty: any
  std::string fields;      ///< a field selector of the API; empty: any
  /// The pods of this workload only: "Deployment" or "DaemonSet", and its name; empty: any.
  std::string workload_kind;
  std::string workload;
  std::vector<std::uint16_t> ports;  ///< sorted, without duplicates; empty for all
};

/// Whether the value begins with k8s://.
bool selects_pods(std::string_view value);

/// Parses "k8s://[NAMESPACE/](pod|deployment|daemonset|labelSelector|fieldSelector)/NAME[:PORT[,PORT]]". Throws
/// UsageError.
Selection parse_selection(std::string_view value);

}  // namespace gor::kubernetes
