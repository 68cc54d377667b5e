#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Both ends on ::1."""
from lib import *

served, replayed = Recorder(host="::1"), Recorder(host="::1")
gor = capture(served, "--output-http", replayed.url)
ask(served.port, *[post(f"/{number}", os.urandom(5000)) for number in range(50)], host="::1")
wait_until(lambda: len(replayed.requests) == 50, "all requests at the target")
expect(gor.stop(), 0, "exit code")
expect(sorted(r.replayed for r in replayed.requests), sorted(r.replayed for r in served.requests))
