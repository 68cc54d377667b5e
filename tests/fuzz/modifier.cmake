# SPDX-License-Identifier: Apache-2.0
gor_fuzz(modifier LINK gor_pipeline)
