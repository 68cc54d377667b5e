#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A recording whose last separator is missing, whole or in part, is appended to: the old record and the new one are both read."""
from lib import *

request = get("/old")
separator = "\n🐵🙈🙉\n".encode()
for kept in (0, 5, 13, 14):
    recording, copy = path(f"cut{kept}.gor"), path(f"copy{kept}.gor")
    with open(recording, "wb") as file:
        file.write(b"1 aa %d 0\n" % time.time_ns() + request + separator[:kept])
    served = Recorder()
    gor = capture(served, "--output-file", recording, "--output-file-append")
    ask(served.port, get("/new"))
    expect(gor.stop(), 0, "exit code")
    gor = run("--input-file", recording + "|100000%", "--output-file", copy, "--output-file-append")
    expect([payload for _, payload in records(copy)], [request, get("/new")], f"with {kept} bytes of the separator")
    assert "damaged" not in gor.log, gor.log
