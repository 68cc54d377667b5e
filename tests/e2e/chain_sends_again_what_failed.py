#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""With acknowledgement, requests that a replay server could not deliver are sent to it again, until the target is there."""
from lib import *

COUNT = 200
port, target = free_port(), free_port()
source = write_recording("source.gor", [get(f"/{number}") for number in range(COUNT)], gap_ns=1_000_000)
replayer = Gor("--input-tcp", f"127.0.0.1:{port}", "--input-tcp-acknowledge", "--output-http", f"http://127.0.0.1:{target}", "--output-http-timeout",
               "2s", ready="listening on port")
sender = Gor("--input-file", source, "--output-tcp", f"127.0.0.1:{port}", "--output-tcp-acknowledge", "--drain-timeout", "60s")
wait_until(lambda: "failed connect" in replayer.log, "failures at the target that is not there")
server = Recorder(port=target)
expect(sender.wait(), 0, "exit code of the sender")
row = sender.row("output-tcp")
expect((row.into, row.out), (COUNT, COUNT), f"messages in and out\n{sender.log}")
assert row.metric("sent again") > 0, sender.log
expect(replayer.stop(), 0, "exit code of the replayer")
expect({request.target for request in server.requests}, {f"/{number}".encode() for number in range(COUNT)}, "requests that have arrived")
