#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The manifests of examples/kubernetes are valid by the schemas of several versions of Kubernetes (tests/fetch-servers gets them)."""
from lib import *

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
PACKAGES = os.path.join(FOLDER, "build/servers/python")
if not os.path.isdir(PACKAGES):
    skip("there is no kubernetes-validate (tests/fetch-servers)")
sys.path.insert(0, PACKAGES)
import kubernetes_validate  # noqa: E402
import yaml  # noqa: E402

with open(os.path.join(FOLDER, "examples/kubernetes/gor.yaml"), encoding="utf-8") as file:
    manifests = list(yaml.safe_load_all(file))
expect([one["kind"] for one in manifests],
       ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "DaemonSet"], "kinds")
for version in ("1.28", "1.31", "1.34"):
    for one in manifests:
        kubernetes_validate.validate(one, version, strict=True)

# The validator finds what is wrong.
del manifests[-1]["spec"]["selector"]
try:
    kubernetes_validate.validate(manifests[-1], "1.31", strict=True)
except kubernetes_validate.ValidationError:
    pass
else:
    raise AssertionError("a DaemonSet without a selector is valid")
