# SPDX-License-Identifier: Apache-2.0
gor_fuzz(formats LINK gor_format)
