#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Curl waits for 100 Continue; one whole POST without Expect arrives, and the tracked response is the final one."""
from lib import *

served, replayed, out = Recorder(), Recorder(), path("out.gor")
gor = capture(served, "--output-http", replayed.url, "--input-raw-track-response", "--output-file", out, "--output-file-append")
body = path("body")
with open(body, "wb") as file:
    file.write(os.urandom(200_000))
command("curl", "-sS", "-H", "Expect: 100-continue", "--data-binary", f"@{body}", served.url + "/upload")
wait_until(lambda: len(replayed.requests) == 1, "the replayed request")
expect(gor.stop(), 0, "exit code")
assert served.requests[0].header(b"expect") and not replayed.requests[0].header(b"expect")
expect(replayed.requests[0].replayed, served.requests[0].replayed)
expect([(meta[0], payload.split(b"\r\n")[0]) for meta, payload in records(out)],
       [("1", b"POST /upload HTTP/1.1"), ("2", b"HTTP/1.1 200 OK")])
