gor_fuzz(server LINK gor_http)
