#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""1,000 requests recorded over 1.5 s take 1.5 s, and half of that at |200%; none comes early, and the delays do not add up."""
from lib import *

ALONE = "compares times"
import statistics

COUNT = 1000
recording = write_recording("requests.gor", [get(f"/{number}") for number in range(COUNT)], gap_ns=1_500_000)

for speed, seconds in (("", 1.5), ("|200%", 0.75)):
    replayed, out = Nginx(f"replayed{seconds}"), path(f"out{seconds}.gor")
    gor = run("--input-file", recording + speed, "--output-http", replayed.url, "--output-http-track-response",
              "--output-file", out, "--output-file-append", *PATIENTLY)
    expect(gor.process.returncode, 0, "exit code")
    expect(replayed.count(), COUNT, "requests at the target")
    # By gor's own clock: when each exchange ended, less what it took.
    sent = sorted((int(meta[1], 16), int(meta[2]) - int(meta[3])) for meta, _ in records(out) if meta[0] == "3")
    expect(len(sent), COUNT, "replayed responses")
    late = [(time_ns - sent[0][1]) / 1e9 - number * seconds / COUNT for number, time_ns in sent]
    assert min(late) > -0.02 - max(0.0, late[0]), f"{-min(late):.3f} s early at speed {speed!r}"
    first, last = statistics.median(late[:100]), statistics.median(late[-100:])
    assert abs(last - first) < 0.1 * seconds, f"late at first {first:.3f} s, at last {last:.3f} s at speed {speed!r}"
