#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The target is killed and restarted under traffic: each request arrives at most once but for counted resends, and the sums agree."""
from lib import *

served, replayed = Nginx("served"), Nginx("replayed")
gor = capture(served, "--output-http", replayed.url, "--output-http-queue-len", "50000", "--memory-limit", "2gb")

sender = threading.Thread(target=send_random, args=(served.port, 2000 if SLOW else 8000), kwargs={"largest_body": 20000})
sender.start()
kills = 0
while sender.is_alive():
    time.sleep(0.3)
    replayed.kill()
    kills += 1
    time.sleep(0.2)
    replayed.start()
sender.join()
replayed.kill()
kills += 1
ask(served.port, get("/while-the-target-is-down"))

expect(gor.stop(seconds=120), 0, "exit code")
served.stop()
wanted, got = served.requests(), replayed.requests()
output = gor.row("output-http")
expect(output.into, served.count(), f"requests that output-http took in ({gor.log})")
expect(output.into, output.out + output.failed + output.dropped, "the sum of what became of them")
assert output.failed > 0, "the target was down and nothing failed"
assert not got - collections.Counter({request: 2 for request in wanted}), "the target got what nobody had sent"
twice = sum((got - wanted).values())
assert twice <= output.metric("resends"), f"{twice} requests arrived twice, {output.metric('resends')} were counted as resent"
# nginx answers before it logs: each kill may come between the two.
assert output.out - kills <= sum(got.values()) <= output.out + output.failed + output.metric("resends"), (output.line, sum(got.values()))
