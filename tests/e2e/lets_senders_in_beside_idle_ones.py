#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Connections that say nothing lock nobody out: where there are no more to be had, the one that has been silent for longest is closed, and counted."""
from lib import *

import resource

DESCRIPTORS = 64
recording = write_recording("some.gor", [get(f"/{i}") for i in range(100)])


def check(kind, scheme):
    port = free_port()
    receiver = Gor(f"--input-{kind}", f"127.0.0.1:{port}", "--output-null", *PATIENTLY, ready="listening on port",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)))  # fmt: skip
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(DESCRIPTORS)]
    time.sleep(1.1)  # as long as silence has to be
    sender = run("--input-file", recording, f"--output-{kind}", f"{scheme}127.0.0.1:{port}", f"--output-{kind}-workers", "2", *PATIENTLY)
    expect(sender.row(f"output-{kind}").out, 100, f"sent ({sender.log})")
    expect(receiver.stop(), 0, f"exit code ({receiver.log})")
    row = receiver.row(f"input-{kind}")
    expect(row.into, 100, f"received ({receiver.log})")
    assert row.figure("turned away") > 0, receiver.log
    assert "too many connections" in receiver.log, receiver.log
    for connection in idle:
        connection.close()


check("tcp", "")
check("ws", "ws://")
