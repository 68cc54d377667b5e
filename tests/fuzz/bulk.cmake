# SPDX-License-Identifier: Apache-2.0
if(GOR_ELASTICSEARCH)
  gor_fuzz(bulk LINK gor_documents)
endif()
