#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-dummy makes one GET / and its response each second."""
from lib import *

out = path("out.gor")
gor = run("--input-dummy", "anything", "--output-file", out, "--output-file-append", "--exit-after", "3500ms")
expect(gor.process.returncode, 0, "exit code")
found = records(out)
assert 3 <= sum(meta[0] == "1" for meta, _ in found) <= 4, found
assert all(payload.startswith(b"GET / HTTP/1.1\r\n") for meta, payload in found if meta[0] == "1"), found
expect(sum(meta[0] == "1" for meta, _ in found), sum(meta[0] == "2" for meta, _ in found))
