// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/pods.hpp"

#include <gtest/gtest.h>

namespace gor::kubernetes {
namespace {

constexpr std::string_view kPod = R"({
  "metadata": {"name": "web-7d4b9-x2x", "namespace": "shop", "uid": "u1", "resourceVersion": "41",
    "labels": {"pod-template-hash": "7d4b9"},
    "ownerReferences": [{"kind": "Other", "name": "no"}, {"kind": "ReplicaSet", "name": "web-7d4b9", "controller": true}]},
  "status": {"phase": "Running", "podIP": "10.0.0.5", "hostIP": "192.168.0.1",
    "podIPs": [{"ip": "10.0.0.5"}, {"ip": "fd00::5"}, {"ip": "nonsense"}]}})";

std::string event(std::string_view type, std::string_view object) {
  return R"({"type": ")" + std::string(type) + R"(", "object": )" + std::string(object) + "}";
}

TEST(PodsTest, ReadsAPodOfADeployment) {
  const auto read = read_pod_event(event("ADDED", kPod));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, PodEvent::Kind::changed);
  EXPECT_EQ(read->version, "41");
  EXPECT_EQ(read->pod.uid, "u1");
  EXPECT_EQ(read->pod.name, "shop/web-7d4b9-x2x");
  EXPECT_EQ(read->pod.workload_kind, "Deployment");
  EXPECT_EQ(read->pod.workload, "web");
  EXPECT_EQ(read->pod.addresses, (std::vector{*net::IpAddress::parse("10.0.0.5"), *net::IpAddress::parse("fd00::5")}));
  EXPECT_EQ(read->pod.node, net::IpAddress::parse("192.168.0.1"));
  EXPECT_FALSE(read->pod.has_ended);
}

TEST(PodsTest, AWorkloadHasItsOwnPodsOnly) {
  const Pod pod = read_pod_event(event("ADDED", kPod))->pod;
  EXPECT_TRUE(pod.is_of(parse_selection("k8s://deployment/web")));
  EXPECT_TRUE(pod.is_of(parse_selection("k8s://labelSelector/a=b")));
  EXPECT_FALSE(pod.is_of(parse_selection("k8s://deployment/web-7d4b9")));
  EXPECT_FALSE(pod.is_of(parse_selection("k8s://deployment/we")));
  EXPECT_FALSE(pod.is_of(parse_selection("k8s://daemonset/web")));
}

TEST(PodsTest, KnowsThatAPodHasEnded) {
  const auto read =
      read_pod_event(event("MODIFIED", R"({"metadata": {"uid": "u"}, "status": {"phase": "Succeeded"}})"));
  EXPECT_TRUE(read->pod.has_ended);
  EXPECT_TRUE(read->pod.addresses.empty());
}

TEST(PodsTest, ReadsEventsOfAllKinds) {
  EXPECT_EQ(read_pod_event(event("DELETED", kPod))->kind, PodEvent::Kind::deleted);
  const auto bookmark = read_pod_event(event("BOOKMARK", R"({"metadata": {"resourceVersion": "99"}})"));
  EXPECT_EQ(bookmark->kind, PodEvent::Kind::bookmark);
  EXPECT_EQ(bookmark->version, "99");
  const auto error = read_pod_event(event("ERROR", R"({"kind": "Status", "code": 410, "message": "too old"})"));
  EXPECT_EQ(error->kind, PodEvent::Kind::error);
  EXPECT_EQ(error->status, 410);
  EXPECT_EQ(error->message, "too old");
  EXPECT_EQ(read_pod_event(R"({"kind": "Status", "code": 401})")->status, 401);
  for (const std::string_view line : {"", "x", "[]", "{}", R"({"type": "ADDED"})", R"({"object": {}})"}) {
    EXPECT_FALSE(read_pod_event(line)) << line;
  }
}

TEST(PodsTest, ReadsPagesOfLists) {
  const auto page = read_pod_list(R"({"metadata": {"resourceVersion": "7", "continue": "next"}, "items": [)" +
                                  std::string(kPod) + "]}");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->pods.size(), 1u);
  EXPECT_EQ(page->version, "7");
  EXPECT_EQ(page->continuation, "next");
  EXPECT_TRUE(read_pod_list(R"({"items": null})")->pods.empty());
  EXPECT_FALSE(read_pod_list(R"({"kind": "Status"})"));
  EXPECT_FALSE(read_pod_list("<html>"));
}

TEST(PodsTest, ReadsTheMessageOfAStatus) {
  EXPECT_EQ(read_status_message(R"({"kind": "Status", "message": "no"})"), "no");
  EXPECT_EQ(read_status_message(R"({"message": "no"})"), "");
  EXPECT_EQ(read_status_message("no"), "");
}

}  // namespace
}  // namespace gor::kubernetes
