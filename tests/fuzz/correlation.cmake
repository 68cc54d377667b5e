# SPDX-License-Identifier: Apache-2.0
gor_fuzz(correlation LINK gor_causal)
