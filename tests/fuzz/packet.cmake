# SPDX-License-Identifier: Apache-2.0
gor_fuzz(packet LINK gor_capture)
