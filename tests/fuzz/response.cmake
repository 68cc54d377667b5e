# SPDX-License-Identifier: Apache-2.0
gor_fuzz(response LINK gor_http)
