gor_fuzz(record LINK gor_record)
