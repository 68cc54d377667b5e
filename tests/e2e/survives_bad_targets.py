#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Targets that are dead, silent, slow, reset, send garbage or never stop sending: timeouts hold, every failure is counted,
memory stays, and the good target gets everything."""
from lib import *
from support import rogue

ALONE = "a target that floods takes all the CPU it gets"

served, good = Recorder(), Nginx("good")
behaviours = [rogue.never_answer, rogue.reset_mid_response, rogue.garbage, rogue.endless_head, rogue.interim_storm, rogue.drip]
bad = [Rogue(behaviour).url for behaviour in behaviours] + [f"http://127.0.0.1:{free_port()}"]
flags = [word for url in bad for word in ("--output-http", url)]
gor = capture(served, "--output-http", good.url, *flags, "--output-http-timeout", "2s", "--drain-timeout", "10s")
send_random(served.port, 300, largest_body=20000)
wait_until(lambda: good.count() == 300, "all requests at the good target")
megabytes = gor.status("VmHWM") / 1024
heads = sum(request.line.startswith(b"HEAD ") for request in served.requests)

began = time.monotonic()
expect(gor.stop(), 0, "exit code")
assert time.monotonic() - began < 60, "the drain took longer than its timeout"
expect(gor.row("output-http").out, 300, "answered by the good target")
for number in range(1, len(bad) + 1):
    row = gor.row("output-http", number)
    expect((row.into, row.out + row.failed + row.dropped), (300, 300), f"target {number} ({row.line})")
    # The answer to a HEAD is over where its head is: what comes after it breaks none.
    assert row.out <= heads, f"{heads} HEAD requests, and target {number}: {row.line}"
assert SLOW or megabytes < 150, f"{megabytes:.0f} MB"
