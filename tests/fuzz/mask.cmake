# SPDX-License-Identifier: Apache-2.0
gor_fuzz(mask LINK gor_pipeline)
