#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Capture and target are the same server; each request is replayed once and not again and again, and gor warns."""
from lib import *

server = Recorder()
gor = capture(server, "--output-http", server.url)
ask(server.port, *[get(f"/{number}") for number in range(100)])
wait_until(lambda: len(server.requests) >= 200, "the replayed requests")
expect(gor.stop(), 0, "exit code")
expect(len(server.requests), 200, "requests at the server")
expect(set(collections.Counter(server.targets()).values()), {2})
assert "warning" in gor.log and str(server.port) in gor.log, gor.log
