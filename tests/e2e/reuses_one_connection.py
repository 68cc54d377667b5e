#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Case 31: 200 requests one after the other go to the target on one connection."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url)
client = Client(served.port)
for number in range(200):
    client.ask(get(f"/{number}"))
    wait_until(lambda: len(replayed.requests) == number + 1, f"request {number}")
expect(gor.stop(), 0, "exit code")
expect(replayed.connections, 1, "connections at the target")
