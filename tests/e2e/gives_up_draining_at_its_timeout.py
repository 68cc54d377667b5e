#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A target that never answers holds the end up for --drain-timeout and no longer; what it holds is counted."""
from lib import *
from support.rogue import never_answer

served, target = Recorder(), Rogue(never_answer)
gor = capture(served, "--output-http", target.url, "--output-http-timeout", "60s", "--drain-timeout", "1s")
ask(served.port, get("/"), get("/"))
wait_until(lambda: target.connections, "the replayed request")
began = time.monotonic()
expect(gor.stop(), 0, "exit code")
assert 0.8 < time.monotonic() - began < 30, f"{time.monotonic() - began:.1f} s"
row = gor.row("output-http")
expect((row.into, row.out, row.failed + row.dropped), (2, 0, 2), row.line)
