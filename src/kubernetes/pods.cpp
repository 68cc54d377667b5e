// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/pods.hpp"

#include <initializer_list>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace gor::kubernetes {
namespace {

namespace json = boost::json;

/// The value at a path of names; null if something on the way is missing.
const json::value* find(const json::value& value, std::initializer_list<std::string_view> path) {
  const json::value* at = &value;
  for (const std::string_view name : path) {
    const json::object* const object = at->if_object();
    at = object == nullptr ? nullptr : object->if_contains(name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string text_at(const json::value& value, std::initializer_list<std::string_view> path) {
  const json::value* const found = find(value, path);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

std::optional<json::value> parse(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return {};
  return value;
}

const json::array& array_at(const json::value& value, std::initializer_list<std::string_view> path) {
  static const json::array kEmpty;
  const json::value* const found = find(value, path);
  return found != nullptr && found->is_array() ? found->get_array() : kEmpty;
}

void add_address(Pod& pod, const std::string& text) {
  const auto address = net::IpAddress::parse(text);
  if (!address) return;
  for (const net::IpAddress& known : pod.addresses) {
    if (known == *address) return;
  }
  pod.addresses.push_back(*address);
}

// The pods of a deployment belong to a replica set, whose name is that of the deployment and of the template's hash.
void read_workload(const json::value& value, Pod& pod) {
  for (const json::value& owner : array_at(value, {"metadata", "ownerReferences"})) {
    const json::value* const controller = find(owner, {"controller"});
    if (controller == nullptr || !controller->is_bool() || !controller->get_bool()) continue;
    pod.workload_kind = text_at(owner, {"kind"});
    pod.workload = text_at(owner, {"name"});
  }
  const std::string end = "-" + text_at(value, {"metadata", "labels", "pod-template-hash"});
  if (pod.workload_kind != "ReplicaSet" || end.size() < 2 || !pod.workload.ends_with(end)) return;
  pod.workload_kind = "Deployment";
  pod.workload.resize(pod.workload.size() - end.size());
}

Pod read_pod(const json::value& value) {
  Pod pod;
  pod.uid = text_at(value, {"metadata", "uid"});
  pod.name = fmt::format("{}/{}", text_at(value, {"metadata", "namespace"}), text_at(value, {"metadata", "name"}));
  read_workload(value, pod);
  add_address(pod, text_at(value, {"status", "podIP"}));
  for (const json::value& one : array_at(value, {"status", "podIPs"})) add_address(pod, text_at(one, {"ip"}));
  pod.node = net::IpAddress::parse(text_at(value, {"status", "hostIP"}));
  const std::string phase = text_at(value, {"status", "phase"});
  pod.has_ended = phase == "Succeeded" || phase == "Failed";
  return pod;
}

PodEvent read_error(const json::value& status) {
  PodEvent event;
  const json::value* const code = find(status, {"code"});
  if (code != nullptr && code->is_int64()) event.status = static_cast<int>(code->get_int64());
  event.message = text_at(status, {"message"});
  return event;
}

}  // namespace

std::optional<PodList> read_pod_list(std::string_view text) {
  const auto value = parse(text);
  if (!value) return {};
  const json::value* const items = find(*value, {"items"});
  // The API writes null for a list without pods.
  if (items == nullptr || !(items->is_array() || items->is_null())) return {};
  PodList list;
  for (const json::value& item : array_at(*value, {"items"})) list.pods.push_back(read_pod(item));
  list.version = text_at(*value, {"metadata", "resourceVersion"});
  list.continuation = text_at(*value, {"metadata", "continue"});
  return list;
}

std::optional<PodEvent> read_pod_event(std::string_view line) {
  const auto value = parse(line);
  if (!value) return {};
  if (text_at(*value, {"kind"}) == "Status") return read_error(*value);
  const std::string type = text_at(*value, {"type"});
  const json::value* const object = find(*value, {"object"});
  if (object == nullptr || type.empty()) return {};
  if (type == "ERROR") return read_error(*object);
  PodEvent event;
  event.version = text_at(*object, {"metadata", "resourceVersion"});
  if (type == "BOOKMARK") {
    event.kind = PodEvent::Kind::bookmark;
    return event;
  }
  event.kind = type == "DELETED" ? PodEvent::Kind::deleted : PodEvent::Kind::changed;
  event.pod = read_pod(*object);
  return event;
}

std::string read_status_message(std::string_view text) {
  const auto value = parse(text);
  return value && text_at(*value, {"kind"}) == "Status" ? text_at(*value, {"message"}) : "";
}

}  // namespace gor::kubernetes
