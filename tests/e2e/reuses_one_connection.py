#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""200 requests, each after the answer to the one before, go to the target on one connection; so does a session with three threads."""
from lib import *

served, replayed, printed = Recorder(), Recorder(), path("printed.gor")
with open(printed, "wb") as stdout:
    gor = capture(served, "--output-http", replayed.url, "--output-http-threads", "1", "--output-http-track-response", "--output-stdout",
                  stdout=stdout)
client = Client(served.port)


def answers():
    with open(printed, "rb") as file:
        return file.read().count(b"\n3 ")  # never the first record


for number in range(200):
    client.ask(get(f"/{number}"))
    wait_until(lambda: answers() == number + 1, f"the answer to request {number}")
expect(gor.stop(), 0, "exit code")
expect(replayed.connections, 1, "connections at the target")

recording = write_recording("recording.gor", [get(f"/{number}") for number in range(200)])
replay = run("--input-file", recording, "--output-http", replayed.url, "--output-http-threads", "3", "--recognize-tcp-sessions")
expect(replay.process.returncode, 0, "exit code")
expect(replayed.connections, 1 + 1, "connections at the target, with that of the session")
