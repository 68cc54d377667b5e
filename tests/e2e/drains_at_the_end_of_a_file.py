#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""At the end of a recording gor says so, waits for a slow target however long it takes, and exits with 0."""
from lib import *


def slowly(request):
    time.sleep(0.05)
    return OK


recording = path("requests.gor")
with open(recording, "wb") as file:
    for number in range(100):
        file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number, get(f"/{number}")))
replayed = Recorder(slowly)
gor = run("--input-file", recording, "--output-http", replayed.url, "--output-http-workers", "1", "--drain-timeout", "1s")
expect(gor.process.returncode, 0, "exit code")
assert "end of file" in gor.log, gor.log
expect(replayed.targets(), [f"/{number}" for number in range(100)])
expect(gor.row("output-http").out, 100)
