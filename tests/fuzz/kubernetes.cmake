# SPDX-License-Identifier: Apache-2.0
gor_fuzz(kubernetes LINK gor_kubernetes_texts)
