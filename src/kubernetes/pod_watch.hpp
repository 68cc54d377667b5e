// SPDX-License-Identifier: Apache-2.0
// The addresses of selected pods, followed through the Kubernetes API.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

#include "capture/service_addresses.hpp"
#include "kubernetes/selection.hpp"
#include "net/own_connections.hpp"

namespace gor::kubernetes {

/// Lists the pods of this node, then watches them on a thread of its own while the result lives. The node is the one
/// that NODE_NAME names; without it, a pod is of this node if an interface here has the address of the pod's node.
///
/// `value` is that of --input-raw, for messages. Waits at most seconds for the first list. Throws UsageError as
/// find_access() does, and StartError if the API refuses the request. While the API does not answer, the last known
/// pods stay. Returns the addresses once for each of the `threads` that capture.
/// `own` and `station` outlive the result.
std::vector<std::shared_ptr<capture::ServiceAddresses>> follow_pods(const std::string& value,
                                                                    const Selection& selection, std::size_t threads,
                                                                    StationMetrics& station, net::OwnConnections& own);

}  // namespace gor::kubernetes
