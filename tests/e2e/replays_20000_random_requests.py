#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nginx, gor, nginx: 20,000 requests of random method, target, headers and body arrive identical, each exactly once."""
from lib import *

served, replayed = Nginx("served"), Nginx("replayed")
count = 3000 if SLOW else 20000
gor = capture(served, "--output-http", replayed.url, "--output-http-queue-len", "50000", "--memory-limit", "2gb", "--drain-timeout", "120s")

curl = start_curl(served.url, 300)
wrk = start_wrk(served.url, 2)
send_random(served.port, count - 300)
expect(curl.wait(), 0, "exit code of curl")
expect(wrk.wait(), 0, "exit code of wrk")

expect(gor.stop(seconds=180), 0, "exit code")
served.stop()
replayed.stop()
wanted, got = served.requests(), replayed.requests()
lost, extra = wanted - got, got - wanted
assert not lost and not extra, (
    f"lost {lost.total()}: {str(list(lost)[:3])[:500]}, too many {extra.total()}: {str(list(extra)[:3])[:500]}\n{gor.log}")
assert served.count() >= count
expect(gor.row("output-http").out, served.count(), "requests that output-http counts as answered")
