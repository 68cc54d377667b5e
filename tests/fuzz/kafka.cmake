# SPDX-License-Identifier: Apache-2.0
if(GOR_KAFKA)
  gor_fuzz(kafka LINK gor_message_form)
endif()
