#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`|10%` passes about a tenth of the requests, each with all its responses; `|N` passes N a second; the rest is counted as dropped."""
from lib import *

served, replayed, out = Recorder(), Recorder(), path("out.gor")
gor = capture(served, "--output-http", replayed.url + "|10%", "--output-http-track-response", "--output-file", out, "--output-file-append")
ask(served.port, *[get(f"/{number}") for number in range(1000)])
expect(gor.stop(), 0, "exit code")
assert 50 <= len(replayed.requests) <= 160, f"{len(replayed.requests)} of 1000 requests"
kinds = collections.Counter(meta[0] for meta, _ in records(out))
expect(kinds, {"1": 1000, "3": len(replayed.requests)}, "records by type")

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url + "|50")
began = time.monotonic()
ask(served.port, *[get(f"/{number}") for number in range(1000)])
expect(gor.stop(), 0, "exit code")
seconds = int(time.monotonic() - began) + 2
assert 50 <= len(replayed.requests) <= 50 * seconds, f"{len(replayed.requests)} requests within {seconds} s"
