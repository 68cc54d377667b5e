#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-raw-realip-header sets the header to the client's address, in place of one that is there."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url, "--input-raw-realip-header", "X-Real-IP")
ask(served.port, get("/new"), get("/old", headers="x-real-ip: 9.9.9.9\r\n"))
wait_until(lambda: len(replayed.requests) == 2, "both requests")
expect(gor.stop(), 0, "exit code")
expect([r.header(b"x-real-ip") for r in replayed.requests], [b"127.0.0.1"] * 2)
expect([r.head.lower().count(b"x-real-ip") for r in replayed.requests], [1, 1])
