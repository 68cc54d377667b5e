#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-dummy makes one GET / and its response each second."""
from lib import *

out = path("out.gor")
gor = run("--input-dummy", "anything", "--output-file", out, "--output-file-append", "--exit-after", "3500ms")
expect(gor.process.returncode, 0, "exit code")
found = records(out)
requests = [(int(meta[2]), payload) for meta, payload in found if meta[0] == "1"]
assert all(payload.startswith(b"GET / HTTP/1.1\r\n") for _, payload in requests), found
expect(len(requests), sum(meta[0] == "2" for meta, _ in found), "requests, and responses")
seconds = (requests[-1][0] - requests[0][0]) / 1e9
assert len(requests) >= 3 and abs(seconds - (len(requests) - 1)) < 0.9, f"{len(requests)} requests within {seconds} s"
