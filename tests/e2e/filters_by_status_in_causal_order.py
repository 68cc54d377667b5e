#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--causal with --http-allow-status: a request without a response is dropped as soon as its connection has answered a later one, and holds no session up."""
from lib import *

SESSIONS, REQUESTS = 20, 10
served = Recorder()
recording = path("some.gor")
with open(recording, "wb") as file:
    moment = 1_700_000_000_000_000_000
    for number in range(REQUESTS):
        for session in range(SESSIONS):
            identifier = f"{session:016x}{number:08x}"
            moment += 1000
            file.write(record(1, identifier, moment, get(f"/{session}/{number}")))
            if number % 3 == 2:  # two without a response, one with
                file.write(record(2, identifier, moment + 1, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1))

began = time.monotonic()
gor = run("--input-file", recording, "--output-http", served.url, "--http-allow-status", "200", "--causal", "--causal-timeout", "20s", *PATIENTLY)
took = time.monotonic() - began
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
answered = SESSIONS * len(range(2, REQUESTS, 3))
expect(gor.row("output-http").out, answered, f"replayed ({gor.log})")
expect(gor.row("status filter").dropped, SESSIONS * REQUESTS - answered, f"dropped ({gor.log})")
for session in range(SESSIONS):
    targets = [int(request.target.split(b"/")[2]) for request in served.requests if request.target.startswith(b"/%d/" % session)]
    expect(targets, list(range(2, REQUESTS, 3)), f"order of session {session}")
assert took < 20, f"it took {took:.1f} s:\n{gor.log}"
