gor_fuzz(connection LINK gor_capture)
