#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Connections that say nothing lock nobody out: where there are no more to be had, the one that has been silent for longest is closed, and counted."""
from lib import *

import resource

DESCRIPTORS = 64
recording = write_recording("some.gor", [get(f"/{i}") for i in range(100)])


PATIENT = (*PATIENTLY, "--output-tcp-workers", "2", "--output-ws-workers", "2")


def check(*kinds):
    """Each kind's listener has idle connections, all in one process, and then a sender."""
    ports = {kind: free_port() for kind in kinds}
    flags = [flag for kind in kinds for flag in (f"--input-{kind}", f"127.0.0.1:{ports[kind]}")]
    receiver = Gor(*flags, "--output-null", *PATIENTLY, ready="(?s)" + ".*".join(f"input-{kind}.*listening on port" for kind in kinds),
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)))  # fmt: skip
    idle = [socket.create_connection(("127.0.0.1", ports[kind])) for kind in kinds for _ in range(DESCRIPTORS)]
    time.sleep(1.1)  # as long as silence has to be
    for kind in kinds:
        address = ("ws://" if kind == "ws" else "") + f"127.0.0.1:{ports[kind]}"
        sender = run("--input-file", recording, f"--output-{kind}", address, *PATIENT)
        expect(sender.row(f"output-{kind}").out, 100, f"sent ({sender.log})")
    expect(receiver.stop(), 0, f"exit code ({receiver.log})")
    for kind in kinds:
        expect(receiver.row(f"input-{kind}").into, 100, f"received ({receiver.log})")
    assert sum(receiver.row(f"input-{kind}").metric("turned away") for kind in kinds) > 0, receiver.log
    for connection in idle:
        connection.close()


check("tcp")
check("ws")
if not SLOW:  # sanitizers need descriptors of their own
    check("tcp", "ws")
