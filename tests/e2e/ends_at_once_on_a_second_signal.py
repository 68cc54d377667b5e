#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second signal does not wait for the outputs: exit code 130 or 143, soon."""
from lib import *
from support.rogue import never_answer

for stop_signal, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
    served = Recorder()
    target = Rogue(never_answer)
    gor = capture(served, "--output-http", target.url, "--output-http-timeout", "60s", "--drain-timeout", "60s")
    ask(served.port, get("/"))
    wait_until(lambda: target.connections, "the replayed request")
    gor.process.send_signal(stop_signal)
    time.sleep(0.5)
    assert not gor.ended(), "gor did not wait for its target\n" + gor.log
    expect(gor.stop(stop_signal, seconds=3), code, "exit code")
