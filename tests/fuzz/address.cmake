# SPDX-License-Identifier: Apache-2.0
gor_fuzz(address LINK gor_capture gor_net)
