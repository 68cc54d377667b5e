#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-stdout prints records and nothing else on stdout; a reader that has stopped holds nothing else up."""
from lib import *

served, replayed = Recorder(), Recorder()
printed = path("printed.gor")
with open(printed, "wb") as stdout:
    gor = capture(served, "--output-stdout", stdout=stdout)
    send_random(served.port, 100)
    expect(gor.stop(), 0, "exit code")
expect(sorted(payload for _, payload in records(printed)), sorted(r.head + r.body for r in served.requests))

stuck = capture(served, "--output-stdout", "--output-http", replayed.url, "--drain-timeout", "1s", stdout=subprocess.PIPE)
send_random(served.port, 300, seed=2)
wait_until(lambda: len(replayed.requests) == 300, "all requests at the target while nobody reads stdout")
expect(stuck.stop(), 0, "exit code")
