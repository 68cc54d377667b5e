// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/selection.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace gor::kubernetes {
namespace {

using Ports = std::vector<std::uint16_t>;

TEST(SelectionTest, KnowsItsScheme) {
  EXPECT_TRUE(selects_pods("k8s://pod/x:80"));
  EXPECT_FALSE(selects_pods("eth0:80"));
}

TEST(SelectionTest, SelectsAPodByItsName) {
  const Selection selection = parse_selection("k8s://pod/web-0:80");
  EXPECT_EQ(selection.fields, "metadata.name=web-0");
  EXPECT_EQ(selection.name_space, "");
  EXPECT_EQ(selection.ports, Ports{80});
}

TEST(SelectionTest, SelectsThePodsOfAWorkload) {
  const Selection deployment = parse_selection("k8s://shop/deployment/web:8080,80,8080");
  EXPECT_EQ(deployment.name_space, "shop");
  EXPECT_EQ(deployment.workload_kind, "Deployment");
  EXPECT_EQ(deployment.workload, "web");
  EXPECT_EQ(deployment.ports, (Ports{80, 8080}));
  EXPECT_EQ(parse_selection("k8s://daemonset/agent").workload_kind, "DaemonSet");
  EXPECT_EQ(parse_selection("k8s://daemonset/agent").ports, Ports{});
}

TEST(SelectionTest, TakesSelectorsAsTheyAre) {
  EXPECT_EQ(parse_selection("k8s://labelSelector/app.kubernetes.io/name=web,tier in (a,b):80").labels,
            "app.kubernetes.io/name=web,tier in (a,b)");
  EXPECT_EQ(parse_selection("k8s://shop/fieldSelector/spec.serviceAccountName=web:80").fields,
            "spec.serviceAccountName=web");
}

TEST(SelectionTest, RefusesWhatSelectsNothing) {
  for (const std::string value : {"k8s://", "k8s://pod", "k8s://pod/", "k8s://pod/:80", "k8s://x/y/z:80",
                                  "k8s://Shop/pod/x:80", "k8s://pod/a/b:80", "k8s://pod/x:http", "k8s://pod/x:80,",
                                  "k8s://pod/x:70000", "k8s://deployment/a?b:80", "k8s://labelSelector/:80"}) {
    const std::string error = test::refusal_of<UsageError>([&] { parse_selection(value); });
    EXPECT_TRUE(error.starts_with("--input-raw " + value + ": ")) << error;
  }
}

}  // namespace
}  // namespace gor::kubernetes
