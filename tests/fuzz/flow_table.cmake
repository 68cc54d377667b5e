# SPDX-License-Identifier: Apache-2.0
gor_fuzz(flow_table LINK gor_capture)
