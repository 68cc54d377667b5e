#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Old names of flags work as before, with one warning each."""
from lib import *

gor = Gor("--input-dummy", "x", "--output-dummy", "x", "--output-http-debug", "--exit-after", "1500ms", stdout=subprocess.PIPE)
expect(gor.wait(), 0, f"exit code ({gor.log})")
assert "GET / HTTP/1.1" in gor.process.stdout.read()
assert "output-stdout" in gor.log, gor.log

recording, out = write_recording("in.gor", [get("/api"), get("/api", headers="X: 2\r\n"), post("/api", b""), get("/")]), path("out.gor")
gor = run("--input-file", recording, "--output-file", out, "--output-file-append",
          "--output-http-method", "GET", "--output-http-header-filter", "X:2", "--output-http-header-hash-filter", "X:100%",
          "--output-http-url-regexp", "^/api", "--output-http-header", "A: 1", "--http-header", "B: 2", "--output-http-rewrite-url", "api:new")  # fmt: skip
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
[(_, request)] = records(out)
expect(request.splitlines()[:3], [b"GET /new HTTP/1.1", b"B: 2", b"A: 1"])
expect(len([line for line in gor.log.splitlines() if "is an old name" in line]), 7, "warnings")
