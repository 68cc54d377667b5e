#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second signal does not wait for the outputs: exit code 130 or 143. The same one again within a second is no second one."""
from lib import *
from support.rogue import never_answer


def waiting_for_its_target():
    served, target = Recorder(), Rogue(never_answer)
    gor = capture(served, "--output-http", target.url, "--output-http-timeout", "600s", "--drain-timeout", "600s")
    ask(served.port, get("/"))
    wait_until(lambda: target.connections, "the replayed request")
    return gor


def send_until_ended(gor, sent):
    """The first of them may be received late, and the next one then within a second of it."""
    gor.process.send_signal(sent)
    deadline = time.monotonic() + 1.5
    wait_until(lambda: gor.ended() or time.monotonic() > deadline, "a moment")
    return gor.ended()


for stop_signal, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
    gor = waiting_for_its_target()
    gor.process.send_signal(stop_signal)
    gor.process.send_signal(stop_signal)
    assert not send_until_ended(gor, stop_signal), f"the same signal at once ended it\n{gor.log}"
    wait_until(lambda: send_until_ended(gor, stop_signal), "the end after a second signal")
    expect(gor.wait(), code, "exit code")

gor = waiting_for_its_target()
gor.process.send_signal(signal.SIGINT)
gor.process.send_signal(signal.SIGTERM)
expect(gor.wait(), 143, "exit code after two different signals")
