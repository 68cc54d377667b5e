// SPDX-License-Identifier: Apache-2.0
// The answers of the Kubernetes API about pods, in JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kubernetes/selection.hpp"
#include "net/endpoint.hpp"

namespace gor::kubernetes {

struct Pod {
  std::string uid;
  std::string name;                       ///< "namespace/name"
  std::string workload_kind;              ///< "Deployment", "DaemonSet", "Job"; "" for a pod of its own
  std::string workload;                   ///< its name
  std::vector<net::IpAddress> addresses;  ///< empty until it has one
  std::optional<net::IpAddress> node;     ///< address of its node
  bool has_ended = false;                 ///< its containers have, for good

  bool is_of(const Selection& selection) const {
    return selection.workload_kind.empty() ||
           (selection.workload_kind == workload_kind && selection.workload == workload);
  }
};

/// One page of a list.
struct PodList {
  std::vector<Pod> pods;
  std::string version;       ///< of the resources, from which a watch continues
  std::string continuation;  ///< of the next page; empty: this is the last one
};
/// Empty if the text is not such a list.
std::optional<PodList> read_pod_list(std::string_view text);

/// One line of a watch.
struct PodEvent {
  enum class Kind { changed, deleted, bookmark, error };
  Kind kind = Kind::error;
  Pod pod = {};              ///< changed and deleted
  std::string version = {};  ///< of the resources; not for an error
  int status = 0;            ///< error: as a status of HTTP, 410 for a version that is too old
  std::string message = {};  ///< error
};
/// A Status instead of an event is an error. Empty if the line is neither.
std::optional<PodEvent> read_pod_event(std::string_view line);

/// The message of a Status; "" for anything else.
std::string read_status_message(std::string_view text);

}  // namespace gor::kubernetes
