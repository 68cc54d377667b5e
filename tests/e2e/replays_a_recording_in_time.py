#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Case 27: 1,000 requests recorded over 1.5 s take 1.5 s, and half of that at |200%; none comes early."""
from lib import *

recording = path("requests.gor")
with open(recording, "wb") as file:
    for number in range(1000):
        file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number * 1_500_000, get(f"/{number}")))

for speed, seconds in (("", 1.5), ("|200%", 0.75)):
    replayed = Recorder()
    gor = run("--input-file", recording + speed, "--output-http", replayed.url)
    expect(gor.process.returncode, 0, "exit code")
    expect(len(replayed.requests), 1000, "requests at the target")
    span = replayed.requests[-1].time - replayed.requests[0].time
    assert abs(span - seconds * 0.999) < (0.5 if SLOW else 0.1), f"{span:.3f} s at speed {speed!r}"
