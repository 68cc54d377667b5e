gor_fuzz(conversation LINK gor_capture)
