gor_fuzz(record LINK gor_http)
