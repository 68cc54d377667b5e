// SPDX-License-Identifier: Apache-2.0
// The answers of the Kubernetes API, files of kubectl, and the selections of --input-raw.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kubernetes/kubeconfig.hpp"
#include "kubernetes/pods.hpp"
#include "kubernetes/selection.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gor::kubernetes;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = read_pod_list(text);
  if (list && list->pods.size() > size) std::abort();
  const auto event = read_pod_event(text);
  if (event && event->kind == PodEvent::Kind::error && !event->pod.uid.empty()) std::abort();
  read_status_message(text);
  try {
    // The files that it names are not here.
    read_kubeconfig(text, "/dev/null");
  } catch (const std::runtime_error&) {
  }
  try {
    const Selection selection = parse_selection("k8s://" + std::string(text));
    const bool selects = !selection.labels.empty() || !selection.fields.empty() || !selection.workload.empty();
    if (!selects) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
