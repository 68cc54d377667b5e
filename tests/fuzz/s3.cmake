# SPDX-License-Identifier: Apache-2.0
gor_fuzz(s3 LINK gor_s3_texts)
