# SPDX-License-Identifier: Apache-2.0
gor_fuzz(pcapng LINK gor_capture)
