#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""After a lull of more than twice the timeout, SIGTERM still lets the request under way finish, and those behind it."""
from lib import *


def slowly(request):
    time.sleep(0.3)
    return OK


served, replayed = Recorder(), Recorder(slowly)
gor = capture(served, "--output-http", replayed.url, "--output-http-workers", "1", "--output-http-timeout", "2s")
time.sleep(4.5)
ask(served.port, *[get(f"/{number}") for number in range(5)])
wait_until(lambda: replayed.connections, "the first replayed request")
expect(gor.stop(signal.SIGTERM), 0, "exit code")
expect(replayed.targets(), [f"/{number}" for number in range(5)])
expect(gor.row("output-http").out, 5)
