#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gor --output-stdout | head: when the reader has gone gor ends, as any Unix tool, and the other outputs are drained."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-stdout", "--output-http", replayed.url, stdout=subprocess.PIPE)
send_random(served.port, 20)
gor.process.stdout.close()
while gor.process.poll() is None:
    ask(served.port, get("/"))
expect(gor.wait(), 0, f"exit code ({gor.log})")
expect(len(replayed.requests), gor.row("output-http").into, "requests replayed")
assert "reader gone" in gor.row("output-stdout").line, gor.log
