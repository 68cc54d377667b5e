#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packets that the kernel had to drop are warned about, with the flag that helps, and counted; capture goes on."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url, "--input-raw-buffer-size", "64kb")
gor.process.send_signal(signal.SIGSTOP)
body = os.urandom(200_000)
ask(served.port, *[post(f"/lost/{number}", body) for number in range(300)])
gor.process.send_signal(signal.SIGCONT)
gor.wait_for_line(r"drop.*input-raw-buffer-size|input-raw-buffer-size.*drop")


def comes_through():
    ask(served.port, get("/after"))
    return "/after" in replayed.targets()


# The first ones may still find the ring full.
wait_until(comes_through, "a request after the loss")
expect(gor.stop(), 0, "exit code")
